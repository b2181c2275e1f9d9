import type { ServiceId, ServiceProfile } from './service';
import { SERVICES } from './services/tables';

export { SERVICES };

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

/** Id of the sandbox's own connection to a service; no configured connection has it. */
export function sandboxId(service: ServiceId): string {
  return `sandbox-${service}`;
}
