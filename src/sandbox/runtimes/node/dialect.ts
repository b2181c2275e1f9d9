import type { RequestHead } from '../../runner/protocol';
import type { FunctionSpec } from '../../runner/run';

/** What a service family's handlers are called with, and how their values travel. */
export interface Dialect {
  /** The handler's first argument, of the event as it was sent. Throws when the event cannot be read. */
  event(bytes: Buffer): unknown;
  /** The `context` argument of handler and initializer. */
  context(spec: FunctionSpec, request: RequestHead): unknown;
  /** The bytes of a returned value; undefined when it has none. Throws where JSON does. */
  body(value: unknown): Buffer | undefined;
  /** The most bytes that a result may have. */
  readonly resultLimit: number;
}
