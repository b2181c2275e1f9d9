import type { Say } from '../../model/changes';
import type { ExpectationKey } from '../../model/expectation';
import { END_STATES } from '../../model/expectation';
import { destinationInShort } from '../../model/destinationInShort';
import { functionTarget } from '../../model/lint/functionTarget';
import type { InvocationRecord } from '../../model/invocation/record';
import { readResult } from '../../model/invocation/result';
import { withoutVolatile } from '../../model/invocation/volatile';
import { isObject, printJson, readJson, type Json } from '../../model/json';
import { profileOf } from '../../model/services';
import { translate } from '../../model/message';

/** Results above this many characters are not proposed: nobody reads that much of an expectation. */
const MOST = 20_000;

/**
 * The text of a file of expectations that the last invocation with a payload fulfils, for a person to edit; without what
 * is another each time: ids, times, durations. Without a record, and of one that tells nothing: that it succeeds.
 */
export function proposedExpectations(record: InvocationRecord | undefined, say: Say): string {
  const proposed: Partial<Record<ExpectationKey, Json>> =
    record?.mode === 'async' ? ofEvent(record) : record ? ofCall(record, say) : { status: 'succeeded' };
  return `${printJson(proposed, 2)}\n`;
}

function ofCall(record: InvocationRecord, say: Say): Partial<Record<ExpectationKey, Json>> {
  const { outcome, result } = record;
  if (outcome.kind === 'functionError') return { status: 'functionError' };
  const whole = outcome.kind === 'succeeded' || outcome.kind === 'returnedError';
  const view = whole && result !== undefined && result.length <= MOST ? readResult(result) : undefined;
  const status = view?.statusCode ?? 'succeeded';
  const value = view && (view.form === 'json' ? readJson(view.text) : view.text);
  const kept = value === undefined ? undefined : lasting('', withoutEnvelope(value), record, say);
  return { status, ...(kept !== undefined && { result: kept }) };
}

/** An answer for an API gateway without what is expected elsewhere, or by nobody. */
function withoutEnvelope(value: Json): Json {
  if (!isObject(value) || value['statusCode'] === undefined || value['body'] === undefined) return value;
  return { body: value['body'] };
}

/** What of a value is the same the next time; undefined where nothing is. Of a list all is, or nothing. */
function lasting(key: string, value: Json, record: InvocationRecord, say: Say): Json | undefined {
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item) => ({ item, kept: lasting('', item, record, say) }));
    const isWhole = items.every(({ kept }) => kept !== undefined);
    return isWhole ? items.flatMap(({ kept }) => (kept === undefined ? [] : [kept])) : undefined;
  }
  if (isObject(value)) {
    const entries = Object.entries(value);
    const kept = entries.flatMap(([name, inner]): [string, Json][] => {
      const found = lasting(name, inner, record, say);
      return found === undefined ? [] : [[name, found]];
    });
    return kept.length === 0 && entries.length > 0 ? undefined : Object.fromEntries(kept);
  }
  const text = printJson({ [key]: value });
  const run = { at: record.startedAt, ids: record.requestId === undefined ? [] : [record.requestId] };
  const [[replaced] = []] = withoutVolatile({ ...run, texts: [text] }, { ...run, ids: [], texts: [''] }, say);
  return replaced === text ? value : undefined;
}

function ofEvent({ life, service }: InvocationRecord): Partial<Record<ExpectationKey, Json>> {
  const state = END_STATES.find((end) => end === life?.state);
  if (!life || !state) return { mode: 'async', state: 'succeeded' };
  const { delivery, attempts } = life;
  const named = 'destination' in delivery ? delivery.destination : undefined;
  const profile = profileOf(service);
  const target = named && functionTarget(profile, named);
  const name = target && (target.group === '' ? target.name : `${target.group}/${target.name}`);
  const destination = named ? (name ?? translate(destinationInShort(profile, named))) : null;
  const isKnown = named !== undefined || delivery.kind === 'nowhere';
  return {
    mode: 'async',
    state,
    attempts: attempts.length,
    ...(isKnown && { destination }),
    ...(delivery.kind === 'delivered' && { delivered: true }),
  };
}
