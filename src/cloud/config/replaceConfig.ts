import type { FunctionRef } from '../../model/functionRef';
import { sameJson, type JsonObject } from '../../model/json';
import { message, type Message } from '../../model/message';
import type { ServiceProfile } from '../../model/service';
import { fromWire, toWire, withoutEcho } from '../../model/wireDocument';
import type { AsyncConfig, PutOptions, PutOutcome } from './asyncConfig';
import { CloudError } from '../errors';
import { added, differing, stillHeld } from './configDifference';

/** The async config of one qualifier on its service. */
export interface ConfigOnService {
  readonly ref: FunctionRef;
  /** Undefined where there is none. */
  get(signal: AbortSignal): Promise<AsyncConfig | undefined>;
  put(document: JsonObject, signal: AbortSignal): Promise<void>;
  delete(signal: AbortSignal): Promise<void>;
}

/**
 * Most milliseconds, repeats included, from the DELETE to the end of the PUT after it, and again for putting the old
 * config back: the function runs without its config meanwhile.
 */
const GAP_MS = 20_000;

/**
 * Puts `document`, and nothing else, in the place of the service's config, whether its PUT replaces or merges (no document says which): PUT, read
 * back, and where something is still held that the document leaves out, DELETE and PUT. When that second way fails,
 * the old config is put back, and the error says what is held at the end. `signal` ends the first way only: half of
 * the second would leave the function without its config. The second way stands in `journal` from before its DELETE
 * until the service holds a config again.
 */
export async function replaceConfig(
  profile: ServiceProfile,
  document: JsonObject,
  service: ConfigOnService,
  signal: AbortSignal,
  { known, journal }: PutOptions,
): Promise<PutOutcome> {
  const wanted = fromWire(profile, toWire(profile, document));
  const before = known ? known.config : await service.get(signal);
  const onService: ConfigOnService = {
    ...service,
    put: (one, until) => service.put(withoutEcho(profile, one, before?.document), until),
  };
  const rest = (config: AsyncConfig) =>
    stillHeld(profile, before?.document ?? {}, wanted, config.document).length > 0;
  const outcome = (config: AsyncConfig, recreated: boolean): PutOutcome => ({
    before: before?.document ?? null,
    config,
    changed: differing(wanted, config.document),
    added: added(wanted, config.document),
    recreated,
  });
  const isWanted = (config: AsyncConfig): boolean =>
    !rest(config) && differing(wanted, config.document).length === 0;

  try {
    await onService.put(document, signal);
  } catch (error) {
    const config = mayHaveArrived(error) ? await orUnknown(onService.get(signal)) : UNKNOWN;
    if (config === UNKNOWN) throw error;
    if (config && isWanted(config)) return outcome(config, false);
    if (sameJson(before?.document, config?.document)) throw unchanged(error, before);
    // It arrived, and the service has merged it with what it held.
  }
  const config = await readBack(onService, signal);
  if (!before || !rest(config)) return outcome(config, false);

  const { ref } = service;
  try {
    await journal?.begin({ ref, before: before.document, wanted: document });
  } catch (error) {
    throw notWrittenDown(error);
  }
  const holdsAgain = () => orUnknown(Promise.resolve(journal?.end(ref)));
  try {
    await soon(async (until) => {
      await onService.delete(until);
      await onService.put(document, until);
    });
  } catch (error) {
    return soon(async (until) => {
      const now = await orUnknown(onService.get(until));
      if (now !== UNKNOWN && now && isWanted(now)) {
        await holdsAgain();
        return outcome(now, true);
      }
      const restored = await restore(onService, before, until);
      if (restored !== UNKNOWN && restored) await holdsAgain();
      throw halfWay(before, restored, error);
    });
  }
  await holdsAgain();
  return outcome(await readBack(onService, new AbortController().signal), true);
}

const UNKNOWN = Symbol('not known');

function orUnknown<T>(answer: Promise<T>): Promise<T | typeof UNKNOWN> {
  return answer.catch(() => UNKNOWN);
}

/** Ends work, and what it repeats, when the time for it is over: as a time-out, since nobody has cancelled it. */
async function soon<T>(work: (until: AbortSignal) => Promise<T>): Promise<T> {
  const ending = new AbortController();
  const limit = setTimeout(() => ending.abort(), GAP_MS);
  try {
    return await work(ending.signal);
  } catch (error) {
    if (!ending.signal.aborted || !(error instanceof CloudError)) throw error;
    throw new CloudError({ ...error.facts, kind: 'timeout', repeatable: true }, { cause: error });
  } finally {
    clearTimeout(limit);
  }
}

/** Whether the service may have carried out a PUT that failed: it gave no answer, or one of a fault of its own. */
function mayHaveArrived(error: unknown): boolean {
  if (!(error instanceof CloudError)) return false;
  const { sent, status = 0 } = error.facts;
  return sent === 'unknown' || (sent === 'answered' && status >= 500);
}

/** The error of a PUT that changed nothing; what went wrong stays in front, and so does advice about a field. */
function unchanged(error: unknown, before: AsyncConfig | undefined): unknown {
  if (!(error instanceof CloudError) || error.facts.field !== undefined) return error;
  const hint = before
    ? message('The service still holds the old configuration; your changes are still in the editor.')
    : message('The function still has no configuration; your changes are still in the editor.');
  return new CloudError({ ...error.facts, hint }, { cause: error });
}

/** The error of a DELETE and PUT that was not begun, since a crash in the middle could not have been mended. */
function notWrittenDown(error: unknown): CloudError {
  return new CloudError(
    {
      kind: 'unavailable',
      operation: 'putAsyncConfig',
      sent: 'answered',
      repeatable: true,
      summary: message(
        'Saving failed half-way: the service keeps what you removed, and deleting the configuration first could not be noted on this machine.',
      ),
      detail: error instanceof Error ? error.message : String(error),
      hint: message('Save again; your changes are still in the editor.'),
    },
    { cause: error },
  );
}

async function readBack(onService: ConfigOnService, signal: AbortSignal): Promise<AsyncConfig> {
  const summary = message('The configuration was saved, but reading it back failed.');
  const hint = message('Refresh to see what the service holds.');
  try {
    const config = await onService.get(signal);
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

/** Puts `before` back, also where the service's PUT merges; gives the service's config after that, if known. */
async function restore(
  onService: ConfigOnService,
  before: AsyncConfig,
  signal: AbortSignal,
): Promise<AsyncConfig | undefined | typeof UNKNOWN> {
  await orUnknown(onService.put(before.document, signal));
  const now = await orUnknown(onService.get(signal));
  if (now === UNKNOWN || sameJson(before.document, now?.document)) return now;
  await orUnknown(onService.delete(signal).then(() => onService.put(before.document, signal)));
  return orUnknown(onService.get(signal));
}

/** The error of a DELETE and PUT that failed, after the old config was put back as far as that was possible. */
function halfWay(
  before: AsyncConfig,
  now: AsyncConfig | undefined | typeof UNKNOWN,
  error: unknown,
): unknown {
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
  if (sameJson(before.document, now.document)) {
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
