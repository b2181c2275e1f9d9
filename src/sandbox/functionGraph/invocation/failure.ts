import type { RunOutcome } from '../../runner/runner';

/**
 * A function error as the headers and the body tell it. No API page lists the codes (but 4208) or the body: 4001 to
 * 4009 are those of the vendor's published Node.js runtime, 4202 to 4204 are the sandbox's own. Clients must take any
 * code but `0` as an error.
 */
export interface Failure {
  readonly code: number;
  /** One sentence, for records and notifications. */
  readonly message: string;
  /** The body: JSON with `errorMessage` and more where more is known. */
  readonly text: string;
}

/** The one code that is documented (`stopping_an_asynchronous_invocation_request.rst`). */
export const CANCELLED = { code: 4208, message: 'function invocation canceled' } as const;

const STAGE_CODES = { load: 4001, invoke: 4002, initialize: 4009 } as const;

/** What went wrong in a run; undefined when the handler returned a value. */
export function functionErrorOf(
  outcome: RunOutcome,
  timeoutSeconds: number,
  memoryMb: number,
): Failure | undefined {
  switch (outcome.kind) {
    case 'returned':
      return undefined;
    case 'failed':
      return failure(STAGE_CODES[outcome.stage], outcome.message, {
        errorType: outcome.errorType,
        ...(outcome.stack !== undefined && { stackTrace: outcome.stack.split('\n') }),
      });
    case 'timeout':
      return failure(4202, `function invocation timeout: no result within ${timeoutSeconds} s`);
    case 'outOfMemory':
      return failure(4203, `function memory limit exceeded: ${memoryMb} MB`);
    case 'exited':
      return failure(4204, `function process exited (${outcome.signal ?? `code ${outcome.code}`})`);
    case 'tooLarge':
      return failure(4004, `function response of ${outcome.bytes} bytes exceeds the limit of 6 MB`);
    case 'notSerialisable':
      return failure(4007, `function response is not serialisable: ${outcome.message}`);
  }
}

function failure(
  code: number,
  message: string,
  more: Readonly<Record<string, string | string[]>> = {},
): Failure {
  return { code, message, text: JSON.stringify({ errorMessage: message, ...more }) };
}
