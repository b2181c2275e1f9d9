import { connect } from '../../../src/cloud/connect';
import { openDoor } from '../../../src/cloud/door';
import { openConfigHistory, thisMachine } from '../../../src/app/configs/history';
import { openPrivateFolder } from '../../../src/app/privateFolder';
import type { Connection } from '../../../src/model/connection';
import type { FunctionRef } from '../../../src/model/functionRef';
import type { JsonObject } from '../../../src/model/json';

/** What a process is told by its parent. */
export interface Orders {
  readonly connection: Connection;
  readonly token: string;
  readonly ref: FunctionRef;
  readonly wanted: JsonObject;
  readonly folder: string;
}

/** Saves a config as FnDeck does, but comes no further than the DELETE: says so and waits to be killed. */
async function main({ connection, token, ref, wanted, folder }: Orders): Promise<void> {
  const door = openDoor({ log: () => undefined });
  const cloud = connect(
    connection,
    { kind: 'token', token },
    {
      ...door,
      send: async (request, limits, signal) => {
        const response = await door.send(request, limits, signal);
        if (request.method !== 'DELETE') return response;
        process.stdout.write(`deleted ${String(response.status)}\n`);
        return new Promise(() => setInterval(() => undefined, 60_000));
      },
    },
  );
  const history = openConfigHistory(openPrivateFolder(folder), thisMachine());
  const who = { connection: connection.name, person: 'ada' };
  const { journal } = await history.begin({ ref, operation: 'put', who, wanted });
  await cloud.putAsyncConfig(ref, wanted, new AbortController().signal, { journal });
}

void main(JSON.parse(process.argv[2] ?? '') as Orders);
