import { setTimeout as delay } from 'node:timers/promises';
import type { BulkPorts } from '../../../src/app/bulk/applying';
import { openRunFiles, type RunFiles } from '../../../src/app/bulk/runFiles';
import { createConfigDocuments } from '../../../src/app/configs/configDocuments';
import { openDrafts } from '../../../src/app/configs/drafts';
import { openConfigHistory, thisMachine } from '../../../src/app/configs/history';
import { createManyWrites } from '../../../src/app/configs/manyWrites';
import { loadRevisions } from '../../../src/app/configs/revision';
import { createServiceCopies } from '../../../src/app/configs/serviceCopies';
import { createGuard } from '../../../src/app/connections/guard';
import { openPrivateFolder } from '../../../src/app/privateFolder';
import { connect } from '../../../src/cloud/connect';
import { openDoor, type Door } from '../../../src/cloud/door';
import type { Connection } from '../../../src/model/connection';
import { documentPath } from '../../../src/model/documentPath';
import type { Levels } from '../../../src/model/lint/rules';
import { translate } from '../../../src/model/message';

/** A window that applies to many, without its screen. */
export interface BulkWindow {
  readonly ports: BulkPorts;
  readonly files: RunFiles;
  /** What was asked of the person, by the number of writes. */
  readonly asked: number[];
  /** Edits a connection in the settings: it has a new client. */
  readonly edit: (id: string, change: Partial<Connection>) => void;
}

/** What a window stands on. */
interface WindowParts {
  readonly connections: readonly Connection[];
  readonly token: string;
  /** The extension's storage. */
  readonly folder: string;
  /** What the person answers when a write is to be confirmed. */
  readonly confirms?: boolean;
  readonly around?: (door: Door) => Door;
  readonly perSecond?: number;
  /** The person's levels of the rules. */
  readonly levels?: Levels;
}

/** Composes the parts as FnDeck does, over real sockets and real files. */
export function openBulkWindow(parts: WindowParts): BulkWindow {
  const {
    connections,
    token,
    folder,
    confirms = true,
    around = (door) => door,
    perSecond = 1000,
    levels = {},
  } = parts;
  const asked: number[] = [];
  const settings = new Map(connections.map((one) => [one.id, one]));
  const find = (id: string) => settings.get(id);
  const guard = createGuard({
    connection: find,
    confirm: ({ writes = 1 }) => {
      asked.push(writes);
      return Promise.resolve(confirms);
    },
  });
  const door = around(openDoor({ log: () => undefined }));
  const clientOf = (one: Connection) => guard.protect(connect(one, { kind: 'token', token }, door));
  const clouds = new Map(connections.map((one) => [one.id, clientOf(one)]));
  const cloudOf = (id: string) => {
    const cloud = clouds.get(id);
    return cloud ? Promise.resolve(cloud) : Promise.reject(new Error(`no ${id}`));
  };
  const history = openConfigHistory(openPrivateFolder(`${folder}/history`), thisMachine());
  const revisions = loadRevisions({ load: () => [], store: () => undefined });
  const copies = createServiceCopies({ cloudOf, revisions, history });
  const documents = createConfigDocuments({
    ...{ copies, drafts: openDrafts(openPrivateFolder(`${folder}/drafts`)), mayBeAutomatic: () => false },
    contextOf: () => ({}),
    sending: (_, work) => work(),
    texts: { text: () => undefined, edit: () => Promise.resolve(false) },
    problemOf: (error) => ({ text: String(error) }),
    say: translate,
  });
  const many = createManyWrites({ copies, documents, history, written: () => undefined });
  const pathOf = (ref: Parameters<BulkPorts['read']>[0]) =>
    documentPath(ref, find(ref.connection)?.service ?? 'functiongraph-huawei');
  const files = openRunFiles(openPrivateFolder(`${folder}/bulk`), thisMachine());
  const ports: BulkPorts = {
    ...{ connections: { get: find, cloud: cloudOf, guard }, files, say: translate },
    clock: {
      now: () => Date.now(),
      sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
    },
    describe: (error) => ({ text: error instanceof Error ? error.message : String(error) }),
    contextOf: () => ({ levels }),
    perSecond: () => perSecond,
    read: (ref) => copies.read(pathOf(ref)),
    write: (ref, wanted, seen, undoes) => many.write(pathOf(ref), wanted, seen, { undoes }),
    wasCutOff: (ref) => many.wasCutOff(ref),
  };
  const edit: BulkWindow['edit'] = (id, change) => {
    const before = settings.get(id);
    if (!before) throw new RangeError(id);
    const now = { ...before, ...change };
    settings.set(id, now);
    clouds.set(id, clientOf(now));
  };
  return { ports, files, asked, edit };
}
