import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { createJournal, type Journal } from '../../../src/app/invocations/journal';
import type { InvocationRecord } from '../../../src/model/invocation/record';
import { translate } from '../../../src/model/message';

/** An invocation that has succeeded, `id0007` for 7. */
export const record = (number: number, more: Partial<InvocationRecord> = {}): InvocationRecord => ({
  id: `id${String(number).padStart(4, '0')}`,
  ref: { connection: 'c', group: 'demo', name: 'hello', qualifier: 'latest' },
  connectionName: 'Sandbox',
  service: 'functiongraph-huawei',
  mode: 'sync',
  startedAt: number,
  elapsedMs: 5,
  outcome: { kind: 'succeeded' },
  numbers: {},
  payload: '{}',
  result: '1',
  log: 'line\n',
  logCut: false,
  workspace: 'here',
  ...more,
});

/** A folder of journals for each test, gone after it. */
export function journalBench() {
  const bench = {
    folder: '',
    /** How many records a journal keeps. */
    kept: 100,
    /** The journal of one more window. */
    open: (workspace = 'here'): Journal =>
      createJournal({
        folder: bench.folder,
        keep: () => bench.kept,
        workspace: () => workspace,
        say: translate,
      }),
    /** Who may do what with each file. */
    modes: () => readdirSync(bench.folder).map((name) => statSync(join(bench.folder, name)).mode & 0o777),
  };
  beforeEach(() => {
    bench.folder = mkdtempSync(join(tmpdir(), 'fndeck-journal-'));
    bench.kept = 100;
  });
  afterEach(() => rmSync(bench.folder, { recursive: true }));
  return bench;
}
