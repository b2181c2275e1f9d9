import { message } from '../message';
import type { ServiceProfile } from '../service';
import { COMMON, DESTINATIONS, DIS, FUNCTION, NUMBERS, OBS, SMN, STATUS_LOG } from './functionGraph';

/** Open Telekom Cloud FunctionGraph v2. Regions and domains: the regions-and-endpoints page, 2026-03. */
export const functionGraphOtc: ServiceProfile = {
  ...COMMON,
  account: { ...COMMON.account, profiles: ['openstack', 'environment:OS'] },
  id: 'functiongraph-otc',
  label: message('Open Telekom Cloud FunctionGraph'),
  shortLabel: message('Open Telekom Cloud'),
  fields: [
    ...NUMBERS,
    {
      ...STATUS_LOG,
      help: message(
        'Status records are available after the provider’s support has enabled them for the account.',
      ),
      caution: message(
        'Open Telekom Cloud is known to answer HTTP 500 when this switch is sent. Leave it unset unless support told you otherwise.',
      ),
      omitWhenFalse: true,
    },
    {
      ...DESTINATIONS,
      kinds: [
        OBS,
        SMN,
        FUNCTION,
        {
          ...DIS,
          caution: message(
            'Open Telekom Cloud does not document DIS as a destination, though it has accepted it.',
          ),
        },
      ],
    },
  ],
  domains: [
    { regions: '^eu-ch', domain: 'sc.otc.t-systems.com', iam: 'iam-pub' },
    { regions: '', domain: 'otc.t-systems.com' },
  ],
  regions: ['eu-de'],
  regionsAsOf: '2026-03',
  console: 'https://console.otc.t-systems.com/functiongraph/?region={region}#/serverless/functionList',
};
