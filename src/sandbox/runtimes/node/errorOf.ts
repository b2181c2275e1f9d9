import type { RunFailure } from '../../runner/run';
import { HandledError } from './call';

const TEXT_LIMIT = 64 * 1024;

/** The failure that an exception of user code means. Whatever was thrown, this does not throw. */
export function errorOf(thrown: unknown, stage: RunFailure['stage']): RunFailure {
  const handled = thrown instanceof HandledError;
  const error: unknown = handled ? thrown.cause : thrown;
  const common = { kind: 'failed', stage, handled } as const;
  try {
    if (!(error instanceof Error)) return { ...common, errorType: 'Error', message: cut(plain(error)) };
    const stack = error.stack === undefined ? undefined : cut(withoutRuntime(String(error.stack)));
    const name = typeof error.name === 'string' && error.name !== '' ? error.name : 'Error';
    return {
      ...common,
      errorType: cut(name),
      message: cut(String(error.message)),
      ...(stack !== undefined && { stack }),
    };
  } catch {
    return { ...common, errorType: 'Error', message: 'The function threw a value that cannot be shown.' };
  }
}

function plain(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** A stack without the frames below the user's code. */
function withoutRuntime(stack: string): string {
  const isOurs = (line: string): boolean => line.includes(__filename) || line.includes('node:internal/');
  return stack
    .split('\n')
    .filter((line) => !(/^\s+at /.test(line) && isOurs(line)))
    .join('\n');
}

function cut(text: string): string {
  return text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT)}…` : text;
}
