import { isLoopback } from '../../cloud/transport/origin';
import type { WriteOperation } from '../../cloud/writes';
import type { Say } from '../../model/changes';
import type { Connection } from '../../model/connection';
import type { FunctionRef } from '../../model/functionRef';
import { sameJson, type JsonObject } from '../../model/json';
import type { LintContext } from '../../model/lint/surroundings';
import { listed, message } from '../../model/message';
import { isSamePlace, type Place } from '../../model/place';
import { profileOf } from '../../model/services';
import type { Clock } from '../clock';
import type { ServiceCopy } from '../configs/serviceCopies';
import type { Guard } from '../connections/guard';
import { inOneText, judgeFailure, writeOneByOne, type Next } from '../writeRun';
import { findingsOf, isSame, type Row } from './rows';
import type { RunFiles, RunNotes } from './runFiles';
import type { Step } from './runText';

/** The surroundings of a bulk apply. */
export interface BulkPorts {
  readonly connections: {
    get(id: string): Connection | undefined;
    /** The client of a connection, which knows what a profile says, too. */
    cloud(id: string): Promise<{ readonly connection: Connection }>;
    /** Where writes of connections that are marked are confirmed: one question for all writes of a run. */
    readonly guard: Pick<Guard, 'action' | 'refuseReadOnly'>;
  };
  readonly files: RunFiles;
  readonly clock: Clock;
  /** What the config of a version is checked against, as at any save. */
  contextOf(ref: FunctionRef): LintContext;
  readonly say: Say;
  describe(error: unknown): { readonly text: string; readonly hint?: string };
  /** Most writes in a second. */
  perSecond(): number;
  /** Asks the service what it holds. */
  read(ref: FunctionRef): Promise<ServiceCopy>;
  /** Puts a document, or deletes the config where it is null. `undoes`: it takes the last write of a version back. */
  write(
    ref: FunctionRef,
    wanted: JsonObject | null,
    seen: ServiceCopy,
    undoes: boolean,
  ): Promise<{ readonly after: JsonObject | null; readonly fields: readonly string[] }>;
  /** Whether a save of a version was cut off after it had deleted what it was to put again. */
  wasCutOff(ref: FunctionRef): Promise<boolean>;
}

/** What a run works with. */
interface Run {
  readonly ports: BulkPorts;
  readonly notes: RunNotes;
  readonly purpose: 'apply' | 'undo';
  /** Aborted: no other is sent. */
  readonly signal: AbortSignal;
  readonly changed: () => void;
}

/** A row as the guard counts it: what is sent to its connection. */
export function writeOf({ ref, wanted }: Row): {
  readonly connection: string;
  readonly operation: WriteOperation;
  readonly ref: FunctionRef;
} {
  const { connection } = ref;
  return { connection, operation: wanted ? 'putAsyncConfig' : 'deleteAsyncConfig', ref };
}

/**
 * Writes rows one after the other at a pace. Before each it is noted that its write is about to leave, and afterwards
 * how that ended. Gives why it ended before its time, in the reader's language. Never rejects.
 */
export async function applyRows(rows: readonly Row[], run: Run): Promise<string | undefined> {
  const { ports, signal, changed } = run;
  const pace = { clock: ports.clock, perSecond: ports.perSecond(), signal };
  return writeOneByOne(rows, pace, async (row) => {
    try {
      return await applyOne(row, run);
    } catch (error) {
      // Nothing could be noted: what cannot be noted is not sent.
      return { then: 'stop', said: ports.describe(error).text };
    } finally {
      changed();
    }
  });
}

/** Writes one row, unless its service holds something else than the snapshot says. */
async function applyOne(row: Row, run: Run): Promise<Next> {
  const { ports, purpose } = run;
  const { say } = ports;
  const note = noteOf(row, run);
  let seen: ServiceCopy;
  try {
    const skipped = await unreachable(row, ports);
    if (skipped !== undefined) return await passOver(row, skipped, run);
    seen = await ports.read(row.ref);
    // A person may have edited the connection while the service answered.
    const elsewhere = await unreachable(row, ports);
    if (elsewhere !== undefined) return await passOver(row, elsewhere, run);
  } catch (error) {
    return failedToRead(error, row, run);
  }
  if (row.step?.state === 'sending') await resolve(row, seen, run);
  if (row.step?.state !== 'planned') return { then: 'on' };
  const held = seen.config?.document ?? null;
  const profile = profileOf(row.service ?? '');
  const { expects = row.before } = row.step;
  if (isSame(profile, held, row.wanted)) {
    await note({ state: 'skipped', said: say(message('It has exactly this configuration already.')) });
    return { then: 'on' };
  }
  if (!sameJson(held, expects)) {
    const said = say(message('Somebody has changed it since this table was made: it is left as it is.'));
    await note({ state: 'skipped', said });
    return { then: 'on' };
  }
  const context = { ...ports.contextOf(row.ref), ...(held && { serviceCopy: held }) };
  const refused = findingsOf(profile, row.wanted, context, say).find(({ severity }) => severity === 'error');
  if (refused) {
    await note({ state: 'failed', said: refused.text });
    return { then: 'on' };
  }
  await note({ state: 'sending' });
  try {
    const { after, fields } = await ports.write(row.ref, row.wanted, seen, purpose === 'undo');
    const said =
      fields.length > 0 ? say(message('The service changed: {0}', listed(fields, say))) : undefined;
    await note({ state: 'written', after, ...(said !== undefined && { said }) });
    return { then: 'taken' };
  } catch (error) {
    return failedToWrite(error, row, run);
  }
}

/**
 * Why a row's connection leads to no function, or to others than when the row was read. Rejects where its client cannot be
 * made.
 */
export async function unreachable(
  { ref, service, led }: Pick<Row, 'ref' | 'service' | 'led'>,
  { connections, say }: BulkPorts,
): Promise<string | undefined> {
  if (!connections.get(ref.connection)) return say(message('Its connection is no longer there.'));
  const { connection } = await connections.cloud(ref.connection);
  const leadsThere =
    connection.service === service && (!led || isSamePlace(portless(led), portless(connection)));
  return leadsThere ? undefined : say(message('Its connection leads elsewhere now.'));
}

/** A place on this machine without its port: the sandbox has another one each time it starts. */
function portless(place: Place): Place {
  const { endpoint = '' } = place;
  const isHere = URL.canParse(endpoint) && isLoopback(new URL(endpoint).hostname);
  return isHere ? { ...place, endpoint: '' } : place;
}

/** Leaves a row as it is; of one that may have been written, nobody can find out any more. */
async function passOver(row: Row, why: string, run: Run): Promise<Next> {
  if (row.step?.state === 'sending') row.verdict = { kind: 'cannot', why };
  else await noteOf(row, run)({ state: 'skipped', said: why });
  return { then: 'on' };
}

async function failedToRead(error: unknown, row: Row, run: Run): Promise<Next> {
  const said = inOneText(run.ports.describe(error));
  const { then, retryAfterMs } = judgeFailure(error);
  // Nothing was written: it stays planned, or unknown, unless the version itself is the trouble.
  if (then === 'gone' && row.step?.state !== 'sending') await noteOf(row, run)({ state: 'failed', said });
  else if (row.step?.state === 'planned') row.step = { ...row.step, said };
  return { then, retryAfterMs, said };
}

/** What a failed write means for its row: what the service holds now is the only witness where nothing else tells. */
async function failedToWrite(error: unknown, row: Row, run: Run): Promise<Next> {
  const said = inOneText(run.ports.describe(error));
  const { notTaken, then, retryAfterMs } = judgeFailure(error);
  const next = { then, retryAfterMs, said };
  const note = noteOf(row, run);
  if (notTaken) {
    await note(then === 'slower' ? { state: 'planned', said } : { state: 'failed', said });
    return next;
  }
  try {
    await resolve(row, await run.ports.read(row.ref), run);
  } catch {
    return next; // it stays unknown, and is looked at again when the run is taken up
  }
  if (row.step?.state === 'planned') await note({ state: 'failed', said });
  return row.step?.state === 'written' ? { then: 'on' } : next;
}

/** Finds out by what the service holds whether a write that was about to leave has left. */
export async function resolve(
  row: Row,
  { config }: ServiceCopy,
  run: Pick<Run, 'ports' | 'notes'>,
): Promise<void> {
  const { say } = run.ports;
  const note = noteOf(row, run);
  const held = config?.document ?? null;
  const profile = profileOf(row.service ?? '');
  if (isSame(profile, held, row.wanted)) return note({ state: 'written', after: held });
  if (isSame(profile, held, row.before)) return note({ state: 'planned' });
  // A DELETE and PUT, of which only the first half was done.
  if (held === null && (await run.ports.wasCutOff(row.ref))) return note({ state: 'planned', expects: null });
  const said = say(message('It holds neither what it held before nor what was sent: it is left as it is.'));
  return note({ state: 'failed', said });
}

/** Stores a step of a row before anybody sees it. */
function noteOf(row: Row, { notes }: Pick<Run, 'notes'>) {
  return async (step: Step): Promise<void> => {
    if (row.place === undefined) throw new RangeError(`${row.key} is no part of the run`);
    await notes.step(row.place, step);
    row.step = step;
    if (step.state !== 'planned') row.chosen = false;
  };
}
