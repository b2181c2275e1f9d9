import type { ServiceProfile } from '../../model/service';
import { functionGraphHuawei } from '../../model/services/functionGraphHuawei';
import { functionGraphOtc } from '../../model/services/functionGraphOtc';

/** How the two clouds that share the API differ on the wire; each point is in the reference's flavour table. */
export interface Flavour {
  /** A PUT that names `enable_async_status_log` ends in HTTP 500. */
  readonly refusesStatusLog: boolean;
  /** Records of asynchronous invocations are kept for all (account on the allow list), not by the config's switch. */
  readonly alwaysRecords: boolean;
  /** `2021-03-04T14:50:02+08:00`, or the same moment's `2021-03-04 14:50:02` without its zone. */
  readonly modifiedTime: 'zoned' | 'plain';
  /** The function list can be narrowed by `func_name`. */
  readonly nameFilter: boolean;
  /** Active invocations and the project's status log have API pages. */
  readonly statusLogApi: boolean;
  /** Record lists: `next_marker` as a string, no code on success, and a count; or the document's sample to the letter. */
  readonly recordList: 'asSeenLive' | 'asDocumented';
}

/** One project of the sandbox: a service in a region. */
export interface Project {
  readonly profile: ServiceProfile;
  readonly flavour: Flavour;
  readonly region: string;
  /** 32 hexadecimal digits; the same at each start, since URNs in saved configs hold it. */
  readonly id: string;
}

/** The sandbox's two projects. The project id in a request's path decides the flavour. */
export const PROJECTS: readonly Project[] = [
  {
    profile: functionGraphHuawei,
    region: 'cn-north-4',
    id: '5a9db0c5e1f24c0b8d36f7a2419be801',
    flavour: {
      refusesStatusLog: false,
      alwaysRecords: false,
      modifiedTime: 'zoned',
      nameFilter: true,
      statusLogApi: true,
      recordList: 'asSeenLive',
    },
  },
  {
    profile: functionGraphOtc,
    region: 'eu-de',
    id: '0c7e5fd2a3b84916b1d0c8e57f42ad93',
    flavour: {
      refusesStatusLog: true,
      alwaysRecords: true,
      modifiedTime: 'plain',
      nameFilter: false,
      statusLogApi: false,
      recordList: 'asDocumented',
    },
  },
];
