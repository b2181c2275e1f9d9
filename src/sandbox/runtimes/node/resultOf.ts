import { RESULT_LIMIT } from '../../runner/run';
import type { RuntimeResult } from '../../runner/protocol';
import type { Dialect } from './dialect';

/** The result that a handler's value means: its text, or why it cannot be sent. */
export function resultOf(value: unknown, dialect: Dialect): RuntimeResult {
  let text: string | undefined;
  try {
    text = dialect.text(value);
  } catch (error) {
    return { kind: 'notSerialisable', message: error instanceof Error ? error.message : String(error) };
  }
  if (text === undefined) return { kind: 'notSerialisable', message: `A ${typeof value} has no JSON.` };
  const bytes = Buffer.byteLength(text);
  return bytes > RESULT_LIMIT ? { kind: 'tooLarge', bytes } : { kind: 'returned', text };
}
