import { message } from '../message';
import type { ServiceProfile } from '../service';
import { COMMON, DESTINATIONS, NUMBERS, READ_ONLY, TASK } from './functionCompute';

/** Alibaba Cloud Function Compute 2.0, API 2016-08-15. Regions: the vendor's product metadata. */
export const functionCompute2: ServiceProfile = {
  ...COMMON,
  id: 'functioncompute-2',
  label: message('Alibaba Cloud Function Compute 2.0'),
  shortLabel: message('Function Compute 2.0'),
  dialect: '2016-08-15',
  group: 'service',
  fields: [...NUMBERS, { ...TASK, key: 'statefulInvocation' }, DESTINATIONS],
  readOnly: ['service', 'function', 'serviceName', ...READ_ONLY],
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
    'cn-hongkong',
    'cn-huhehaote',
    'cn-qingdao',
    'cn-shanghai',
    'cn-shenzhen',
    'cn-wulanchabu',
    'cn-zhangjiakou',
    'eu-central-1',
    'eu-west-1',
    'us-east-1',
    'us-west-1',
  ],
};
