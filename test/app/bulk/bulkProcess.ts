import { planApply } from '../../../src/app/bulk/plans';
import type { BulkChange } from '../../../src/app/bulk/bulkChange';
import type { Connection } from '../../../src/model/connection';
import type { FunctionRef } from '../../../src/model/functionRef';
import { openBulkWindow } from './bulkBench';

/** What a process is told by its parent. */
export interface Orders {
  readonly connection: Connection;
  readonly token: string;
  readonly folder: string;
  readonly change: BulkChange;
  readonly refs: readonly FunctionRef[];
  /** It comes so far: `sent`: this many PUTs were answered, and nobody was told of the last. */
  readonly sent: number;
}

/** Applies to many as FnDeck does, says when it has come so far, and waits to be killed. */
async function main({ connection, token, folder, change, refs, sent }: Orders): Promise<void> {
  let puts = 0;
  const { ports } = openBulkWindow({
    ...{ connections: [connection], token, folder },
    around: (door) => ({
      ...door,
      send: async (request, limits, signal) => {
        const response = await door.send(request, limits, signal);
        if (request.method !== 'PUT') return response;
        puts += 1;
        if (puts < sent) return response;
        process.stdout.write(`sent ${String(puts)}\n`);
        return new Promise(() => setInterval(() => undefined, 60_000));
      },
    }),
  });
  const bulk = planApply(change, refs, ports);
  await bulk.dryRun();
  await bulk.start();
}

void main(JSON.parse(process.argv[2] ?? '') as Orders);
