import type { Say } from '../../model/changes';
import type { Expectation } from '../../model/expectation';
import { linesOf } from '../../model/invocation/logMerge';
import { explanation, headline, milliseconds } from '../../model/invocation/outputText';
import type { InvocationRecord } from '../../model/invocation/record';
import { readResult, withoutMark } from '../../model/invocation/result';
import { printJson, readJson, type Json } from '../../model/json';
import { inSentences, message } from '../../model/message';
import { eventVerdicts } from './judgeEvent';
import { firstMissing, restricted } from './subset';
import { comparedVerdict, saidVerdict, type Verdict } from './verdict';

/** Most characters of what is compared side by side. */
const SHOWN = 100 * 1024;

/**
 * Why an invocation tells nothing about what is expected of its function: it was refused, given up, or nobody knows how it
 * ended. Undefined where it can be judged.
 */
export function whyUnjudged(
  { outcome, mode }: InvocationRecord,
  say: Say,
): { readonly text: string; readonly hint?: string } | undefined {
  const { kind } = outcome;
  if (kind === 'queued') {
    const reason = outcome.failure?.text ?? '';
    return {
      text: say(message('How the event ended is not known. {0}', reason)).trim(),
      hint: say(
        message(
          'Let the async configuration ask for status records, or have the function’s logs collected: those tell.',
        ),
      ),
    };
  }
  const judged = kind === 'succeeded' || kind === 'returnedError' || kind === 'functionError';
  if (judged || (mode === 'async' && (kind === 'discarded' || kind === 'stopped'))) return undefined;
  if (kind === 'serviceError' || kind === 'notSent') {
    const { text, hint } = outcome.failure;
    return { text, ...(hint !== undefined && { hint }) };
  }
  const [head, why] = [say(headline(outcome)), inSentences(explanation(outcome, say))];
  return { text: why === '' ? head : say(message('{0}: {1}', head, why)) };
}

/**
 * Judges an invocation that has ended by what is expected of it: one verdict for each thing, in the order in which they are
 * explained to people. That it succeeds is expected where nothing is said of how it ends.
 */
export function judge(expected: Expectation, record: InvocationRecord, say: Say): readonly Verdict[] {
  const { mode, maxDurationMs, log } = expected;
  return [
    ...(mode === 'sync' ? [statusVerdict(expected, record, say)] : []),
    ...(expected.result === undefined ? [] : [resultVerdict(expected.result, record, say)]),
    ...(mode === 'async' ? eventVerdicts(expected, record, say) : []),
    ...(maxDurationMs === undefined ? [] : [durationVerdict(maxDurationMs, record, say)]),
    ...(log ?? []).map((text, index) => logVerdict(text, index, record, say)),
  ];
}

function statusVerdict({ status = 'succeeded' }: Expectation, record: InvocationRecord, say: Say): Verdict {
  const { outcome, result } = record;
  const code =
    outcome.kind === 'functionError' || result === undefined ? undefined : readResult(result).statusCode;
  const met = typeof status === 'number' ? code === status : outcome.kind === status;
  const wanted = String(status);
  const actual = typeof status === 'number' && code !== undefined ? String(code) : say(headline(outcome));
  const untold =
    typeof status === 'number' && outcome.kind === 'succeeded' && code === undefined
      ? say(message('the result has no statusCode'))
      : undefined;
  return comparedVerdict('status', met, say, wanted, untold ?? actual);
}

function resultVerdict(expected: Json, { result }: InvocationRecord, say: Say): Verdict {
  if (result === undefined)
    return comparedVerdict('result', false, say, short(expected), say(message('nothing')));
  const { form, text } = readResult(result);
  const opened = form === 'json' ? readJson(text) : text;
  const asSent = form === 'json' ? readJson(withoutMark(result)) : text;
  const missing = firstMissing(expected, opened);
  if (!missing || !firstMissing(expected, asSent))
    return { key: 'result', path: ['result'], met: true, said: say(message('The result is as expected.')) };
  const path = ['result', ...missing];
  return {
    key: 'result',
    path,
    met: false,
    said: say(
      message(
        '{0}: expected {1}, found {2}.',
        path.join('.'),
        short(at(expected, missing)),
        short(at(opened, missing)) || say(message('nothing')),
      ),
    ),
    diff: { expected: printed(expected), actual: printed(restricted(opened, expected)) },
  };
}

function durationVerdict(most: number, record: InvocationRecord, say: Say): Verdict {
  const { numbers, elapsedMs, mode } = record;
  const took = numbers.durationMs ?? (mode === 'sync' ? elapsedMs : undefined);
  const limit = say(message('at most {0}', say(milliseconds(most))));
  if (took === undefined)
    return saidVerdict('maxDurationMs', false, say, limit, say(message('the service does not tell')));
  const span = say(milliseconds(took));
  const actual =
    numbers.durationMs === undefined
      ? say(message('{0} as seen from here; the service does not tell', span))
      : span;
  return saidVerdict('maxDurationMs', took <= most, say, limit, actual);
}

function logVerdict(text: string, index: number, record: InvocationRecord, say: Say): Verdict {
  const met = linesOf(record.log).some((line) => line.includes(text));
  const absent = record.logCut
    ? message('“{0}” is in no line of the log. FnDeck has not got all of its lines.', text)
    : message('“{0}” is in no line of the log.', text);
  const said = say(met ? message('“{0}” is in the log.', text) : absent);
  return { key: 'log', path: ['log', index], met, said };
}

function at(value: Json, path: readonly (string | number)[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (found, part) =>
      typeof found === 'object' && found !== null && Object.hasOwn(found, part)
        ? (found as Readonly<Record<string | number, Json>>)[part]
        : undefined,
    value,
  );
}

/** A value in a few words. */
function short(value: Json | undefined): string {
  const text = value === undefined ? '' : printJson(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function printed(value: Json): string {
  const text = printJson(value, 2);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}\n…` : text;
}
