import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestEvents } from '../../src/cloud/testEvents';
import { TEST_EVENT_SCHEME, type TestEventName } from '../../src/model/testEventPath';
import { colleagueAt, requestsSeen, startSandbox, type Line } from './account';
import { closeAll, withSettings } from './configWorkbench';

/** The function whose test events somebody else works with. */
export const ID = { connection: 'sandbox-functiongraph-huawei', group: 'demo', name: 'hello-node' };

/** Somebody else who works with the test events of that function, through the service's own API. */
export interface TestEventColleague {
  readonly line: Line;
  creates(name: string, content: string): Promise<TestEventName>;
  updates(name: TestEventName, content: string): Promise<void>;
  deletes(name: TestEventName): Promise<void>;
  /** The content that the service holds; undefined: there is no such event. */
  holds(name: TestEventName): Promise<string | undefined>;
  /** All that the service holds. */
  lists(): Promise<readonly TestEventName[]>;
  /** The methods of the requests about test events since `forgets`. */
  methods(): Promise<readonly string[]>;
  forgets(): Promise<void>;
}

/** Works with test events while the tests of a group run; after each of these none is left, and no editor open. */
export function workWithTestEvents(): TestEventColleague {
  let line: Line;
  let events: TestEvents;
  let restore: () => Promise<void>;
  const { signal } = new AbortController();
  const lists = async () =>
    (await events.listTestEvents(ID, signal)).map(({ id, name }) => ({ id: ID, eventId: id, name }));
  const deletes = ({ eventId, name }: TestEventName) =>
    events.deleteTestEvent(ID, { id: eventId, name }, signal);

  before(async () => {
    restore = await withSettings({ 'files.autoSave': 'off' });
    line = await startSandbox();
    const { testEvents } = colleagueAt(line, 'functiongraph-huawei');
    assert.ok(testEvents);
    events = testEvents;
  });
  after(() => restore());
  afterEach(async () => {
    await closeAll();
    for (const name of await lists()) await deletes(name);
  });

  return {
    get line() {
      return line;
    },
    creates: async (name, content) => {
      const { id } = await events.createTestEvent(ID, name, content, signal);
      return { id: ID, eventId: id, name };
    },
    updates: async ({ eventId, name }, content) => {
      assert.equal(await events.updateTestEvent(ID, { id: eventId, name }, content, signal), true);
    },
    deletes,
    holds: async ({ eventId }) => (await events.getTestEvent(ID, eventId, signal))?.content,
    lists,
    methods: async () =>
      (await requestsSeen(line))
        .filter(({ path }) => /\/events(\/|$)/.test(path))
        .map(({ method }) => method),
    forgets: async () => {
      await fetch(`${line.url}/sandbox/requests`, {
        method: 'DELETE',
        headers: { 'x-auth-token': line.token },
      });
    },
  };
}

/** Opens a test event as a person does. */
export async function openTestEvent(name: TestEventName): Promise<vscode.TextDocument> {
  await vscode.commands.executeCommand('fndeck.openTestEvent', name);
  const document = vscode.window.activeTextEditor?.document;
  assert.equal(document?.uri.scheme, TEST_EVENT_SCHEME);
  return document;
}

/** Types an answer into the next box while something is done; `look` sees what the box asks. */
export async function typing(
  answer: string | undefined,
  look: (box: vscode.InputBoxOptions) => Promise<void>,
  work: () => Thenable<unknown>,
): Promise<void> {
  const original = vscode.window.showInputBox;
  let shown = 0;
  let looked: Promise<void> = Promise.resolve();
  Object.assign(vscode.window, {
    showInputBox: async (box: vscode.InputBoxOptions) => {
      shown += 1;
      looked = look(box);
      await looked.catch(() => undefined);
      return answer;
    },
  });
  try {
    await work();
  } finally {
    Object.assign(vscode.window, { showInputBox: original });
  }
  await looked;
  assert.ok(shown > 0, 'nobody was asked');
}
