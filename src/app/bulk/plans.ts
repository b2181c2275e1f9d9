import type { Cloud } from '../../cloud/cloud';
import { CloudError } from '../../cloud/errors';
import { refKey, type FunctionRef } from '../../model/functionRef';
import { sameJson, type JsonObject } from '../../model/json';
import { destinationsOf } from '../../model/fields';
import { message, type Message } from '../../model/message';
import { placeOf, type Place } from '../../model/place';
import type { ServiceId } from '../../model/service';
import { profileOf } from '../../model/services';
import { resolve, unreachable, type BulkPorts } from './applying';
import { createBulk, whyNot, type Bulk } from './bulk';
import { changedDocument, type BulkChange } from './bulkChange';
import { judge, storedRow, unreadRow, type Row } from './rows';
import type { RunNotes, StoredRun } from './runFiles';
import type { RunPlan } from './runText';

/** A written row of a run, and what the service held before and after it. */
interface WrittenRow {
  readonly ref: FunctionRef;
  /** Where it was written. */
  readonly service: ServiceId | undefined;
  readonly led: Place | undefined;
  readonly before: JsonObject | null;
  /** Undefined where nobody knows. */
  readonly after: JsonObject | null | undefined;
}

/**
 * The versions and aliases of functions, or those of them that have a config, each once. A function that is there no more
 * stands for itself, so that the table says so of it and the others are not lost.
 */
export async function versionsOf(
  functions: readonly FunctionRef[],
  which: 'all' | 'configured',
  cloud: Pick<Cloud, 'listQualifiers' | 'listAsyncConfigs'>,
  signal: AbortSignal,
): Promise<readonly FunctionRef[]> {
  const found = new Map<string, FunctionRef>();
  const list = async (fn: FunctionRef): Promise<void> => {
    const pages = which === 'all' ? cloud.listQualifiers(fn, signal) : cloud.listAsyncConfigs(fn, signal);
    for await (const page of pages) for (const { ref } of page) found.set(refKey(ref), ref);
  };
  for (const fn of functions) {
    await list(fn).catch((error: unknown) => {
      if (!(error instanceof CloudError) || error.facts.status !== 404) throw error;
      found.set(refKey(fn), fn);
    });
  }
  return [...found.values()];
}

/** A change of many versions, each named once. */
export function planApply(change: BulkChange, refs: readonly FunctionRef[], ports: BulkPorts): Bulk {
  const { say } = ports;
  const rows = [...new Map(refs.map((ref) => [refKey(ref), unreadRow(ref)])).values()];
  return createBulk(
    {
      ...{ purpose: 'apply', label: change.label, rows },
      look: async (row) => {
        if (cannot(row, ports)) return;
        const before = await held(row, ports);
        const profile = profileOf(row.service ?? '');
        const { document, losses } = changedDocument(change, profile, before ?? undefined, say);
        judge(row, { before, wanted: document }, [...losses, ...elsewhere(change, row)].map(say), ports);
      },
    },
    ports,
  );
}

/**
 * What brings the versions that a run has written back to what they held before it. A version that somebody has changed
 * since is left as it is, unless a person chooses it.
 */
export function planUndo(label: string, written: readonly WrittenRow[], ports: BulkPorts): Bulk {
  const { say } = ports;
  const wanted = new Map(written.map((one) => [refKey(one.ref), one]));
  return createBulk(
    {
      ...{ purpose: 'undo', label, rows: written.map(({ ref }) => unreadRow(ref)) },
      look: async (row) => {
        const back = wanted.get(row.key);
        if (!back || cannot(row, ports) || (await isElsewhere(row, back, ports))) return;
        const now = await held(row, ports);
        judge(row, { before: now, wanted: back.before }, [], ports);
        if (row.verdict.kind !== 'ready' || sameJson(now, back.after)) return;
        const why = say(message('Somebody has changed it since. Those changes are lost if it is undone.'));
        row.verdict = { kind: 'ask', why };
        row.chosen = false;
      },
    },
    ports,
  );
}

/** What a run, or one that is under way no more, has written. */
export function writtenRows(rows: readonly Row[]): readonly WrittenRow[] {
  return rows.flatMap(({ ref, service, led, before, step }): readonly WrittenRow[] => {
    const written = { ref, service, led, before };
    if (step?.state === 'written') return [{ ...written, after: step.after }];
    return step?.state === 'sending' ? [{ ...written, after: undefined }] : [];
  });
}

/** A run that was begun earlier: of what was about to leave when it was cut off, it is found out whether it has. */
export function reopen(stored: StoredRun, notes: RunNotes, ports: BulkPorts): Bulk {
  const { plan, steps } = stored;
  const rows = rowsOf(plan, steps);
  return createBulk(
    {
      ...{ purpose: plan.purpose, label: plan.label, rows, notes },
      look: async (row) => {
        if (row.step?.state !== 'sending') return;
        if (cannot(row, ports) || (await isElsewhere(row, row, ports))) return;
        await resolve(row, await ports.read(row.ref), { ports, notes });
        row.chosen = isPlanned(row);
      },
    },
    ports,
  );
}

/** What destinations name is in the account and region that they were written for. */
function elsewhere(change: BulkChange, { ref }: Row): readonly Message[] {
  const { connection, service, document, fields } = change;
  const { key } = destinationsOf(profileOf(service));
  const hasDestinations =
    document[key] !== undefined && (!fields || fields.some((path) => path.startsWith(`${key}.`)));
  if (connection === undefined || connection === ref.connection || !hasDestinations) return [];
  return [message('Destinations are copied as they are: they name what belongs to another connection.')];
}

function rowsOf(plan: RunPlan, steps: StoredRun['steps']): readonly Row[] {
  return plan.rows.map((planned, place) => storedRow(planned, place, steps.get(place)));
}

function isPlanned({ step }: Row): boolean {
  return step?.state === 'planned';
}

function cannot(row: Row, ports: BulkPorts): boolean {
  const why = whyNot(row, ports);
  if (why !== undefined) row.verdict = { kind: 'cannot', why };
  return why !== undefined;
}

/** Whether the functions that were written are not those that the connection leads to now. */
async function isElsewhere(
  row: Row,
  { service, led }: Pick<Row, 'service' | 'led'>,
  ports: BulkPorts,
): Promise<boolean> {
  const why = await unreachable({ ref: row.ref, service, led }, ports);
  if (why !== undefined) row.verdict = { kind: 'cannot', why };
  return why !== undefined;
}

async function held(row: Row, ports: BulkPorts): Promise<JsonObject | null> {
  const { connection } = await ports.connections.cloud(row.ref.connection);
  Object.assign(row, { service: connection.service, led: placeOf(connection) });
  return (await ports.read(row.ref)).config?.document ?? null;
}
