import type { JsonObject } from './json';
import { message, type Message } from './message';

/** `error`: the service documents that it refuses this; saving is refused. `warning`: the service decides. */
type Severity = 'error' | 'warning';

/** Something that is or may be wrong with a config document. */
export interface Finding {
  /** Dotted path of the field: `destination_config.on_failure.param.bucket`; empty: the whole document. */
  readonly path: string;
  readonly severity: Severity;
  readonly message: Message;
}

/** Whether saving must be refused. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === 'error');
}

/** An error at a path. */
export function error(path: string, said: Message): Finding {
  return { path, severity: 'error', message: said };
}

/** A warning at a path. */
export function warning(path: string, said: Message): Finding {
  return { path, severity: 'warning', message: said };
}

/** Warnings for keys that the service does not document. */
export function unknownKeys(object: JsonObject, known: readonly string[], prefix: string): Finding[] {
  return Object.keys(object)
    .filter((key) => !known.includes(key))
    .map((key) =>
      warning(prefix + key, message('{0} is not a documented field; the service may ignore it.', key)),
    );
}
