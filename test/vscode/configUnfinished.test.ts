import * as assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConfigDocuments, type ConfigDocuments } from '../../src/app/configs/configDocuments';
import { createLintContexts } from '../../src/app/configs/lintContexts';
import { openDrafts } from '../../src/app/configs/drafts';
import { openConfigHistory, type ConfigHistory } from '../../src/app/configs/history';
import { loadRevisions } from '../../src/app/configs/revision';
import { createServiceCopies, type ServiceCopies } from '../../src/app/configs/serviceCopies';
import { openPrivateFolder } from '../../src/app/privateFolder';
import { translate } from '../../src/model/message';
import { offerUnfinished } from '../../src/vscode/configEditor/document/unfinishedReplacements';
import { createReport, type Report } from '../../src/vscode/report';
import { answering, connectionTo, directly, keysOf, startSandbox } from './account';
import { colleagueOn, type Colleague } from './configColleague';

const BEFORE = { max_async_event_age_in_seconds: 3600, max_async_retry_attempts: 3 };
const WANTED = { max_async_event_age_in_seconds: 3600, max_async_retry_attempts: 0 };

describe('a save that was cut off after the config had been deleted', () => {
  let colleague: Colleague;
  let report: Report;
  let storage: string;
  let history: ConfigHistory;
  let copies: ServiceCopies;
  let documents: ConfigDocuments;
  let start: () => Promise<void>;
  let compared: string[];

  before(async () => {
    colleague = await colleagueOn('hello-python');
    report = createReport('Unfinished Test');
  });
  after(async () => {
    report.dispose();
    await colleague.deletes();
  });
  beforeEach(async () => {
    const line = await startSandbox();
    const connection = connectionTo(line, colleague.ref.connection);
    const folder = (name: string) => openPrivateFolder(join(storage, name));
    storage = mkdtempSync(join(tmpdir(), 'fndeck-unfinished-'));
    // The process that wrote the note is not running any more.
    history = openConfigHistory(folder('notes'), { process: 1, isRunning: () => false, now: () => 0 });
    copies = createServiceCopies({
      cloudOf: () => Promise.resolve(directly(connection, keysOf(line))),
      revisions: loadRevisions({ load: () => [], store: () => undefined }),
      history,
    });
    documents = createConfigDocuments({
      copies,
      drafts: openDrafts(folder('drafts')),
      contextOf: createLintContexts({
        connection: () => undefined,
        copies,
        lists: () => undefined,
        levels: () => ({}),
      }).of,
      mayBeAutomatic: () => false,
      sending: (_path, work) => work(),
      texts: { text: () => undefined, edit: () => Promise.resolve(false) },
      problemOf: (error) => ({ text: String(error) }),
      say: (said) => translate(said),
    });
    compared = [];
    start = () =>
      offerUnfinished({
        history,
        connections: { get: () => connection },
        copies,
        documents,
        report,
        compare: (config) => Promise.resolve(void compared.push(config.path)),
      });
    await colleague.deletes();
    const { ref } = colleague;
    const who = { connection: connection.name, person: 'ada' };
    const { journal } = await history.begin({ ref, operation: 'put', who, wanted: WANTED });
    await journal.begin({ ref, before: BEFORE, wanted: WANTED });
  });

  afterEach(() => rmSync(storage, { recursive: true, force: true, maxRetries: 10 }));

  const retriesHeld = async () => (await colleague.holds())?.['max_async_retry_attempts'];

  for (const [button, retries] of [
    ['Finish Saving', 0],
    ['Restore Previous', 3],
  ] as const) {
    it(`is offered at the next start: ${button}`, async () => {
      const said = await answering(button, start);
      assert.match(said, /demo\/hello-python@latest/);
      assert.equal(await retriesHeld(), retries);
      assert.deepEqual(await history.unfinished(), []);
    });
  }

  it('is offered again where nobody has answered', async () => {
    await answering('', start);
    assert.equal(await colleague.holds(), undefined);
    assert.equal((await history.unfinished()).length, 1);
  });

  it('overwrites nothing that somebody has put there since: it becomes a draft, to be compared', async () => {
    await colleague.puts({ ...BEFORE, max_async_retry_attempts: 1 });
    await answering('Finish Saving', start);
    assert.equal(await retriesHeld(), 1);
    assert.deepEqual(compared, [colleague.uri.path]);
    assert.match(await documents.read(colleague.uri.path), /attempts": 0/);
    assert.deepEqual(await history.unfinished(), []);
  });
});
