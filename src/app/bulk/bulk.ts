import { message } from '../../model/message';
import { profileOf } from '../../model/services';
import type { BulkState } from '../../webview/bulk/protocol';
import { createListeners, type Listeners } from '../listeners';
import { createTurns } from '../turns';
import { confirmed } from '../writeRun';
import { applyRows, writeOf, type BulkPorts } from './applying';
import { drawnRow, isOpen, type Row } from './rows';
import type { RunNotes } from './runFiles';
import type { RunPlan } from './runText';

/** A config, or fields of one, on the way to many versions. Nothing is sent before `start`. */
export interface Bulk {
  readonly onDidChange: Listeners['add'];
  state(): BulkState;
  rows(): readonly Row[];
  /** Reads what each version holds and says what would change; resolves when all are read. */
  dryRun(): Promise<void>;
  choose(keys: readonly string[], chosen: boolean): void;
  /** Stores the snapshot and writes what is chosen, each once. Resolves when the run is over. */
  start(): Promise<void>;
  /** Sends no more; what is on its way is waited for. */
  cancel(): void;
  dispose(): void;
}

/** What a bulk is made of. */
interface BulkParts {
  readonly purpose: RunPlan['purpose'];
  /** Whose config it is, or which run is taken back. */
  readonly label: string;
  readonly rows: readonly Row[];
  /** Reads one row and judges it. Its failures are told in the row. */
  readonly look: (row: Row, notes: RunNotes | undefined) => Promise<void>;
  /** The notes of a run that was begun earlier. */
  readonly notes?: RunNotes;
}

/** A bulk that has read nothing yet. */
export function createBulk(parts: BulkParts, ports: BulkPorts): Bulk {
  const { purpose, label, rows, look } = parts;
  const { say, connections } = ports;
  const changes = createListeners();
  const ending = new AbortController();
  let notes = parts.notes;
  let run: AbortController | undefined;
  let phase: BulkState['phase'] = 'reading';
  let problem: string | undefined;

  const whereOf = ({ ref }: Row): string => {
    const connection = connections.get(ref.connection);
    return connection ? `${connection.name} · ${say(profileOf(connection.service).label)}` : ref.connection;
  };
  const readAll = async (): Promise<void> => {
    const inTurn = createTurns();
    const readOne = async (row: Row): Promise<void> => {
      if (ending.signal.aborted) return;
      try {
        await look(row, notes);
      } catch (error) {
        // What was about to leave stays unknown: the next start asks again.
        row.verdict = { kind: row.step ? 'ask' : 'cannot', why: ports.describe(error).text };
      }
      changes.tell();
    };
    await Promise.all(rows.map((row) => inTurn(() => readOne(row))));
  };
  /** The snapshot is on disk before anything is sent: all that could be sent, so that more can be chosen later. */
  const begun = async (chosen: readonly Row[]): Promise<RunNotes> => {
    if (!notes) {
      const planned = rows.filter(isOpen);
      planned.forEach((row, place) => (row.place = place));
      notes = await ports.files.create({
        ...{ purpose, label },
        rows: planned.map(({ ref, service = '', led, before, wanted }) => ({
          ...{ ref, service, before, wanted },
          ...(led && { led }),
        })),
      });
    }
    const fresh = chosen.filter(({ step }) => step === undefined || step.state === 'failed');
    await notes.begin(fresh.flatMap(({ place }) => place ?? []));
    for (const row of fresh) row.step = { state: 'planned' };
    return notes;
  };

  return {
    onDidChange: changes.add,
    rows: () => rows,
    state: () => ({
      ...{ purpose, phase, perSecond: ports.perSecond(), isBegun: notes !== undefined },
      what: label,
      rows: rows.map((row) => drawnRow(row, whereOf(row), run !== undefined, say)),
      canUndo: rows.some(({ step }) => step?.state === 'written' || step?.state === 'sending'),
      ...(problem !== undefined && { problem }),
    }),
    dryRun: async () => {
      await readAll();
      if (ending.signal.aborted) return;
      phase = notes ? 'over' : 'choosing';
      changes.tell();
    },
    choose: (keys, chosen) => {
      const asked = new Set(keys);
      for (const row of rows) if (asked.has(row.key) && isOpen(row) && !run) row.chosen = chosen;
      changes.tell();
    },
    start: async () => {
      const chosen = rows.filter((row) => row.chosen && isOpen(row));
      if (run || phase === 'reading' || chosen.length === 0) return;
      run = new AbortController();
      const { signal } = run;
      phase = 'running';
      problem = undefined;
      changes.tell();
      try {
        problem = await confirmed(chosen.map(writeOf), connections.guard, async () => {
          const mine = await begun(chosen);
          changes.tell();
          const said = await applyRows(chosen, {
            ...{ ports, notes: mine, purpose, signal },
            changed: () => changes.tell(),
          });
          await mine.end();
          return said;
        });
      } catch (error) {
        problem = ports.describe(error).text;
      }
      run = undefined;
      phase = 'over';
      if (ending.signal.aborted) notes?.release();
      changes.tell();
    },
    cancel: () => {
      if (!run || run.signal.aborted) return;
      phase = 'stopping';
      run.abort();
      changes.tell();
    },
    dispose: () => {
      ending.abort();
      if (run) return run.abort();
      // A person has seen what is left, and has left it.
      const mine = notes;
      if (mine) void mine.end().finally(() => mine.release());
    },
  };
}

/** Why a row cannot be written at all: its connection is gone, or must not be written to. */
export function whyNot(row: Row, ports: BulkPorts): string | undefined {
  const { connections } = ports;
  const { connection: id } = row.ref;
  if (!connections.get(id)) return ports.say(message('Its connection is no longer there.'));
  try {
    connections.guard.refuseReadOnly({ connection: id, operation: 'putAsyncConfig' });
    return undefined;
  } catch (error) {
    return ports.describe(error).text;
  }
}
