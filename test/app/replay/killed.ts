import { connect } from '../../../src/cloud/connect';
import { openDoor } from '../../../src/cloud/door';
import type { Connection, Secret } from '../../../src/model/connection';
import type { FunctionRef } from '../../../src/model/functionRef';
import { failedEvents, openWindow } from './window';

// A process that replays events and is killed once the service has answered, before anybody is told of that: node killed.js <folder> <JSON: connection, secret, ref, ids>
const [folder = '', given = ''] = process.argv.slice(2);
const { connection, secret, ref, ids } = JSON.parse(given) as {
  readonly connection: Connection;
  readonly secret: Secret;
  readonly ref: FunctionRef;
  readonly ids: readonly string[];
};
const cloud = connect(connection, secret, openDoor({ log: () => undefined }));
const send = cloud.invokeAsync.bind(cloud);
Object.assign(cloud, {
  invokeAsync: async (...args: Parameters<typeof send>) => {
    await send(...args);
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => undefined);
  },
});
void openWindow(folder, cloud)
  .open(failedEvents(ids, ref))
  .then((replay) => replay.start());
