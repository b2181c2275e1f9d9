import type { FunctionSpec, RunRequest } from '../../runner/run';

/** What a service family's handlers are called with, and how their values travel. */
export interface Dialect {
  /** The handler's first argument, of the event as it was sent. Throws when the event cannot be read. */
  event(text: string): unknown;
  /** The `context` argument of handler and initializer. */
  context(spec: FunctionSpec, request: RunRequest): unknown;
  /** The text of a returned value; undefined when it has none. Throws where JSON does. */
  text(value: unknown): string | undefined;
}
