import type { Json, JsonObject } from './json';
import { message, type Message } from './message';

/** `error`: saving is refused. `warning`: the service decides, or harm is likely. `info`: worth knowing. */
type Severity = 'error' | 'warning' | 'info';

/** One change of a document: `value` undefined removes the field. */
export interface Edit {
  readonly path: readonly string[];
  readonly value: Json | undefined;
}

/** What mends a finding, in one step. */
export interface Fix {
  readonly title: Message;
  readonly edits: readonly Edit[];
}

/** Something that is or may be wrong with a config document. */
export interface Finding {
  /** Dotted path of the field: `destination_config.on_failure.param.bucket`; empty: the whole document. */
  readonly path: string;
  readonly severity: Severity;
  readonly message: Message;
  /** Which part of the value it is about, by the key of a destination's field, where the value is made of several. */
  readonly part?: string;
  /** Id of the rule behind it, for findings whose severity a person may choose. */
  readonly rule?: string;
  readonly fixes?: readonly Fix[];
}

/** Whether saving must be refused. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === 'error');
}

/** What a finding may have besides its place and its sentence. */
type Extras = Pick<Finding, 'rule' | 'fixes'>;

/** An error at a path. */
export function error(path: string, said: Message, extras: Extras = {}): Finding {
  return { path, severity: 'error', message: said, ...extras };
}

/** A warning at a path. */
export function warning(path: string, said: Message, extras: Extras = {}): Finding {
  return { path, severity: 'warning', message: said, ...extras };
}

/** Warnings for keys that the service does not document. */
export function unknownKeys(object: JsonObject, known: readonly string[], prefix: string): Finding[] {
  return Object.keys(object)
    .filter((key) => !known.includes(key))
    .map((key) =>
      warning(prefix + key, message('{0} is not a documented field; the service may ignore it.', key)),
    );
}
