import type { ServiceProfile } from '../service';
import { functionCompute2 } from './functionCompute2';
import { functionCompute3 } from './functionCompute3';
import { functionGraphHuawei } from './functionGraphHuawei';
import { functionGraphOtc } from './functionGraphOtc';

/** The services of this build, in the order in which a person is offered them: a further one is a further line. */
export const SERVICES: readonly ServiceProfile[] = [
  functionGraphHuawei,
  functionGraphOtc,
  functionCompute2,
  functionCompute3,
];
