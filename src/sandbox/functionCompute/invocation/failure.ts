import type { RunOutcome } from '../../runner/runner';

/** A function error as the header and the body tell it. */
export interface Failure {
  /** `Handled…`: the handler reported it by its callback; all else is unhandled. */
  readonly type: 'HandledInvocationError' | 'UnhandledInvocationError';
  readonly message: string;
  /** The body: JSON with `errorMessage` and more where more is known. */
  readonly text: string;
}

/** What went wrong in a run; undefined when the handler returned a value. */
export function functionErrorOf(outcome: RunOutcome, timeoutSeconds: number): Failure | undefined {
  const memory = `maxMemoryUsage: ${outcome.memoryUsedMb.toFixed(2)}MB`;
  switch (outcome.kind) {
    case 'returned':
      return undefined;
    case 'failed':
      return failure(
        outcome.handled ? 'HandledInvocationError' : 'UnhandledInvocationError',
        outcome.message,
        {
          errorType: outcome.errorType,
          ...(outcome.stack !== undefined && { stackTrace: outcome.stack.split('\n') }),
        },
      );
    case 'timeout':
      return unhandled(`Function timed out after ${timeoutSeconds} seconds (${memory})`);
    case 'outOfMemory':
    case 'exited': {
      const duration = `duration: ${Math.round(outcome.durationMs)}ms`;
      return unhandled(`Process exited unexpectedly before completing request (${duration}, ${memory})`);
    }
    case 'tooLarge':
      return unhandled(`The response of ${outcome.bytes} bytes is larger than is allowed`);
    case 'notSerialisable':
      return unhandled(`The response is not serialisable: ${outcome.message}`);
  }
}

function unhandled(message: string): Failure {
  return failure('UnhandledInvocationError', message);
}

function failure(
  type: Failure['type'],
  message: string,
  more: Readonly<Record<string, string | string[]>> = {},
): Failure {
  return { type, message, text: JSON.stringify({ errorMessage: message, ...more }) };
}
