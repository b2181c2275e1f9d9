import { sameJson, type JsonObject } from '../../model/json';
import { message, type Message } from '../../model/message';
import type { ServiceProfile } from '../../model/service';
import { fromWire, toWire } from '../../model/wireDocument';
import type { AsyncConfig, PutOutcome } from '../cloud';
import { differing, stillHeld } from './configDifference';
import { CloudError } from '../errors';

/** One async config on the service. */
export interface HeldConfig {
  /** Undefined where there is none. */
  get(signal: AbortSignal): Promise<AsyncConfig | undefined>;
  put(document: JsonObject, signal: AbortSignal): Promise<void>;
  delete(signal: AbortSignal): Promise<void>;
}

/**
 * Makes the service hold exactly `document`, whether its PUT replaces or merges (no document says which): PUT, read
 * back, and where something is still held that the document leaves out, DELETE and PUT. When that second way fails,
 * the old config is put back, and the error says what is held at the end. `signal` ends the first way only: half of
 * the second would leave the function without its config.
 */
export async function replaceConfig(
  profile: ServiceProfile,
  document: JsonObject,
  held: HeldConfig,
  signal: AbortSignal,
): Promise<PutOutcome> {
  const wanted = fromWire(profile, toWire(profile, document));
  const before = await held.get(signal);
  const rest = (config: AsyncConfig) =>
    stillHeld(profile, before?.document ?? {}, wanted, config.document).length > 0;
  const outcome = (config: AsyncConfig, recreated: boolean): PutOutcome => ({
    config,
    changed: differing(wanted, config.document),
    recreated,
  });
  const isWanted = (config: AsyncConfig): boolean =>
    !rest(config) && differing(wanted, config.document).length === 0;

  try {
    await held.put(document, signal);
  } catch (error) {
    const config = mayHaveArrived(error) ? await orUnknown(held.get(signal)) : UNKNOWN;
    if (config === UNKNOWN) throw error;
    if (config && isWanted(config)) return outcome(config, false);
    if (sameJson(before?.document, config?.document)) throw stillOld(error);
    // It arrived, and the service has merged it with what it held.
  }
  const config = await readBack(held, signal);
  if (!rest(config)) return outcome(config, false);

  const unhurried = new AbortController().signal;
  try {
    await held.delete(unhurried);
    await held.put(document, unhurried);
  } catch (error) {
    const now = await orUnknown(held.get(unhurried));
    if (now !== UNKNOWN && now && isWanted(now)) return outcome(now, true);
    throw await putBack(held, before, error, unhurried);
  }
  return outcome(await readBack(held, unhurried), true);
}

const UNKNOWN = Symbol('not known');

function orUnknown<T>(answer: Promise<T>): Promise<T | typeof UNKNOWN> {
  return answer.catch(() => UNKNOWN);
}

/** Whether the service may have carried out a PUT that failed: it gave no answer, or one of a fault of its own. */
function mayHaveArrived(error: unknown): boolean {
  if (!(error instanceof CloudError)) return false;
  const { sent, status = 0 } = error.facts;
  return sent === 'unknown' || (sent === 'answered' && status >= 500);
}

/** The error of a PUT that changed nothing; what went wrong stays in front, and so does advice about a field. */
function stillOld(error: unknown): unknown {
  if (!(error instanceof CloudError) || error.facts.field !== undefined) return error;
  const hint = message(
    'The service still holds the old configuration; your changes are still in the editor.',
  );
  return new CloudError({ ...error.facts, hint }, { cause: error });
}

async function readBack(held: HeldConfig, signal: AbortSignal): Promise<AsyncConfig> {
  const summary = message('The configuration was saved, but reading it back failed.');
  const hint = message('Refresh to see what the service holds.');
  try {
    const config = await held.get(signal);
    if (config) return config;
  } catch (error) {
    throw retold(error, summary, hint);
  }
  throw new CloudError({
    kind: 'protocol',
    operation: 'getAsyncConfig',
    sent: 'answered',
    repeatable: false,
    summary,
    hint,
  });
}

/** Makes the service hold `before` again, also where its PUT merges; what it holds then, if that is known. */
async function restore(
  held: HeldConfig,
  before: AsyncConfig | undefined,
  signal: AbortSignal,
): Promise<AsyncConfig | undefined | typeof UNKNOWN> {
  if (!before) return orUnknown(held.get(signal));
  await orUnknown(held.put(before.document, signal));
  const now = await orUnknown(held.get(signal));
  if (now === UNKNOWN || sameJson(before.document, now?.document)) return now;
  await orUnknown(held.delete(signal).then(() => held.put(before.document, signal)));
  return orUnknown(held.get(signal));
}

/** Tries to restore the old config and gives the error that says how that ended. */
async function putBack(
  held: HeldConfig,
  before: AsyncConfig | undefined,
  error: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  const now = await restore(held, before, signal);
  const again = message('Save again; your changes are still in the editor.');
  if (now === UNKNOWN) {
    return retold(
      error,
      message('Saving failed half-way, and it is not known what the service holds now.'),
      message('Refresh to see what the service holds, then save again.'),
    );
  }
  if (!now) {
    return retold(error, message('Saving failed half-way: the service now holds no configuration.'), again);
  }
  if (before && sameJson(before.document, now.document)) {
    return retold(error, message('Saving failed: the service holds the old configuration again.'), again);
  }
  return retold(
    error,
    message('Saving failed half-way: the service holds a mixture of the old and the new configuration.'),
    again,
  );
}

function retold(error: unknown, summary: Message, hint: Message): unknown {
  return error instanceof CloudError
    ? new CloudError({ ...error.facts, summary, hint }, { cause: error })
    : error;
}
