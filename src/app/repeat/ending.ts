import { CloudError, type CloudErrorFacts } from '../../cloud/errors';
import { member, readJson } from '../../model/json';
import type { InvocationRecord } from '../../model/invocation/record';
import type { Run, RunOutcome } from '../../model/repeat/run';

/** How a run ended. */
type Ending = Pick<Run, 'outcome' | 'code'>;

/** Results above this many characters are not searched for the type of an error. */
const SEARCHED = 64 * 1024;

/** Most characters of a code: what a function calls its errors can be any text. */
const LONGEST_CODE = 80;

/** How a run ended, by its record and, where it got no answer, the error of its send. */
export function endingOf({ outcome, result }: InvocationRecord, error: unknown): Ending {
  if (error !== undefined)
    return error instanceof CloudError ? refusalOf(error.facts) : { outcome: 'broken' };
  if (outcome.kind === 'returnedError') return ending('returnedError', String(outcome.statusCode));
  if (outcome.kind === 'functionError') return ending('functionError', errorType(result) ?? outcome.code);
  return { outcome: 'succeeded' };
}

/** Whether no other run would fare better: whoever asks is not let in, or what is asked for is not there. */
export function isHopeless(error: unknown): boolean {
  if (!(error instanceof CloudError)) return false;
  const { kind, status = 0 } = error.facts;
  return kind === 'configuration' || kind === 'tooLarge' || [401, 403, 404].includes(status);
}

function refusalOf({ kind, sent, status, code }: CloudErrorFacts): Ending {
  switch (kind) {
    case 'cancelled':
      return { outcome: sent === 'no' ? 'notSent' : 'cancelled' };
    case 'timeout':
      return { outcome: sent === 'no' ? 'unreached' : 'timeout' };
    case 'network':
      return { outcome: sent === 'no' ? 'unreached' : 'broken' };
    case 'protocol':
      return ending('broken', kind);
    case 'service':
    case 'tooLarge':
    case 'configuration':
    case 'unavailable': {
      const named = code ?? (status === undefined ? kind : `HTTP ${String(status)}`);
      if (status === 429 || /throttl/i.test(code ?? '')) return ending('throttled', named);
      return ending(sent === 'unknown' ? 'timeout' : 'refused', named);
    }
  }
}

function ending(outcome: RunOutcome, code: string | undefined): Ending {
  return { outcome, ...(code !== undefined && { code: code.slice(0, LONGEST_CODE) }) };
}

/** The type of an error as the runtimes of the services put it into what a failed function returns. */
function errorType(result: string | undefined): string | undefined {
  if (result === undefined || result.length > SEARCHED) return undefined;
  try {
    const type = member(readJson(result), 'errorType');
    return typeof type === 'string' && type !== '' ? type : undefined;
  } catch {
    return undefined;
  }
}
