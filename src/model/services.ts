import type { ServiceId, ServiceProfile } from './service';
import { functionCompute2 } from './services/functionCompute2';
import { functionCompute3 } from './services/functionCompute3';
import { functionGraphHuawei } from './services/functionGraphHuawei';
import { functionGraphOtc } from './services/functionGraphOtc';

/** The services of this build, in the order in which a person is offered them. */
export const SERVICES: readonly ServiceProfile[] = [
  functionGraphHuawei,
  functionGraphOtc,
  functionCompute2,
  functionCompute3,
];

/** The profile of a service. Throws a RangeError for an id that this build does not know. */
export function profileOf(id: ServiceId): ServiceProfile {
  const found = SERVICES.find((profile) => profile.id === id);
  if (!found) throw new RangeError(`unknown service: ${id}`);
  return found;
}

/** Whether a text (from a setting, a file suffix) is the id of a service of this build. */
export function isServiceId(text: string): text is ServiceId {
  return SERVICES.some((profile) => profile.id === text);
}
