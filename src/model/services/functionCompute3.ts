import { message } from '../message';
import type { ServiceProfile } from '../service';
import { COMMON, DESTINATIONS, NUMBERS, READ_ONLY, TASK } from './functionCompute';

/** Alibaba Cloud Function Compute 3.0, API 2023-03-30. Regions: the vendor's product metadata. */
export const functionCompute3: ServiceProfile = {
  ...COMMON,
  id: 'functioncompute-3',
  label: message('Alibaba Cloud Function Compute 3.0'),
  shortLabel: message('Function Compute 3.0'),
  dialect: '2023-03-30',
  group: undefined,
  fields: [...NUMBERS, { ...TASK, key: 'asyncTask' }, DESTINATIONS],
  readOnly: ['functionArn', ...READ_ONLY],
  regions: [
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-southeast-1',
    'ap-southeast-3',
    'ap-southeast-5',
    'ap-southeast-7',
    'cn-beijing',
    'cn-chengdu',
    'cn-hangzhou',
    'cn-hangzhou-finance',
    'cn-heyuan-acdr-1',
    'cn-hongkong',
    'cn-huhehaote',
    'cn-qingdao',
    'cn-shanghai',
    'cn-shanghai-finance-1',
    'cn-shenzhen',
    'cn-wulanchabu',
    'cn-zhangjiakou',
    'eu-central-1',
    'eu-west-1',
    'me-central-1',
    'us-east-1',
    'us-west-1',
  ],
};
