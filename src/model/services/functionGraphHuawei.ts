import { message } from '../message';
import type { ServiceProfile } from '../service';
import { COMMON, DESTINATIONS, DIS, FUNCTION, NUMBERS, OBS, SMN, STATUS_LOG } from './functionGraph';

/** Huawei Cloud FunctionGraph v2. Regions and domains: the official SDK's region table, 2026-08; `.eu`: the vendor's Terraform provider. */
export const functionGraphHuawei: ServiceProfile = {
  ...COMMON,
  account: {
    ...COMMON.account,
    profiles: ['koocli', 'environment:HUAWEICLOUD_SDK', 'environment:HW'],
  },
  id: 'functiongraph-huawei',
  label: message('Huawei Cloud FunctionGraph'),
  shortLabel: message('Huawei Cloud'),
  fields: [
    ...NUMBERS,
    {
      ...STATUS_LOG,
      help: message(
        'Requires LTS log collection. If this is off, asynchronous invocations cannot be followed.',
      ),
      omitWhenFalse: false,
    },
    { ...DESTINATIONS, kinds: [OBS, SMN, DIS, FUNCTION] },
  ],
  domains: [
    { regions: '^eu-west-1\\d+$', domain: 'myhuaweicloud.eu' },
    { regions: '', domain: 'myhuaweicloud.com' },
  ],
  regions: [
    'cn-north-1',
    'cn-north-4',
    'cn-north-9',
    'cn-north-11',
    'cn-east-2',
    'cn-east-3',
    'cn-east-4',
    'cn-south-1',
    'cn-south-4',
    'cn-southwest-2',
    'cn-southwest-3',
    'ap-southeast-1',
    'ap-southeast-2',
    'ap-southeast-3',
    'ap-southeast-4',
    'ap-southeast-5',
    'my-kualalumpur-1',
    'me-east-1',
    'ae-ad-1',
    'tr-west-1',
    'af-south-1',
    'eu-west-101',
    'ru-moscow-1',
    'la-south-2',
    'la-north-2',
    'na-mexico-1',
    'sa-brazil-1',
  ],
  regionsAsOf: '2026-08',
  console: 'https://console.huaweicloud.com/functiongraph/?region={region}#/serverless/functionList',
};
