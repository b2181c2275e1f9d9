import type { RuntimeResult } from '../../runner/protocol';
import type { Dialect } from './dialect';

/** The result that a handler's value means: its bytes, or why it cannot be sent. */
export function resultOf(value: unknown, dialect: Dialect): RuntimeResult {
  let body: Buffer | undefined;
  try {
    body = dialect.body(value);
  } catch (error) {
    return { kind: 'notSerialisable', message: error instanceof Error ? error.message : String(error) };
  }
  if (body === undefined) return { kind: 'notSerialisable', message: `A ${typeof value} has no JSON.` };
  return body.length > dialect.resultLimit
    ? { kind: 'tooLarge', bytes: body.length }
    : { kind: 'returned', body };
}
