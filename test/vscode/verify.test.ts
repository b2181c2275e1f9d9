import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Verification } from '../../src/app/verify/verification';
import type { Cloud } from '../../src/cloud/cloud';
import {
  colleagueAt,
  connectionTo,
  errorsShown,
  forgetAll,
  invocationsSeen,
  keysOf,
  startSandbox,
  type Line,
} from './account';
import { closeAll, withSettings } from './configWorkbench';
import { eventually } from './eventually';

/** Fails at an order of which an item has no quantity. */
const FAILS = { connection: 'sandbox-functioncompute-3', group: '', name: 'fails', qualifier: 'LATEST' };
const GOOD = '{"orderId": "A1", "items": []}';
const BAD = '{"orderId": "A2", "items": [{"sku": "pen $(alert) [x](command:evil)", "quantity": 0}]}';
const NEVER = new AbortController().signal;

/** What a person picks in lists, in the order in which they are asked, and presses in notices and dialogues. */
interface Person {
  /** The beginning of the label; undefined: they leave. */
  readonly picks?: readonly (string | undefined)[];
  /** Buttons that they press wherever one is offered; the first that is offered. */
  readonly presses?: readonly string[];
}

/** What was shown to them. */
interface Shown {
  readonly lists: vscode.QuickPickItem[][];
  readonly notices: string[];
  readonly details: string[];
}

/** Does work while a person answers what VS Code asks. */
async function asPerson({ picks = [], presses = [] }: Person, work: (shown: Shown) => Promise<void>) {
  const { showQuickPick, showInformationMessage, showWarningMessage } = vscode.window;
  const shown: Shown = { lists: [], notices: [], details: [] };
  const left = [...picks];
  const press = (text: string, ...rest: readonly (string | vscode.MessageOptions)[]) => {
    shown.notices.push(text);
    const buttons = rest.filter((one) => typeof one === 'string');
    for (const one of rest) if (typeof one === 'object') shown.details.push(one.detail ?? '');
    return Promise.resolve(buttons.find((button) => presses.includes(button)));
  };
  Object.assign(vscode.window, {
    showQuickPick: (items: readonly vscode.QuickPickItem[]) => {
      shown.lists.push([...items]);
      const wanted = left.shift();
      const found = items.find(({ label }) => wanted !== undefined && label.startsWith(wanted));
      assert.ok(
        found || wanted === undefined,
        `${wanted ?? ''} in ${items.map((it) => it.label).join('; ')}`,
      );
      return Promise.resolve(found);
    },
    showInformationMessage: press,
    showWarningMessage: press,
  });
  try {
    await work(shown);
  } finally {
    Object.assign(vscode.window, { showQuickPick, showInformationMessage, showWarningMessage });
  }
}

describe('verifying destinations', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder);
  let sandbox: Line;
  let cloud: Cloud;
  let restore: () => Promise<void>;

  before(async () => {
    sandbox = await startSandbox();
    restore = await withSettings({ 'fndeck.invoke.revealOutput': 'never' });
    cloud = colleagueAt(sandbox, 'functioncompute-3');
    const { region, accountId = '' } = cloud.connection;
    const to = (rest: string) => ({ destination: `acs:${rest}` });
    await cloud.putAsyncConfig(
      FAILS,
      {
        maxAsyncRetryAttempts: 0,
        asyncTask: true,
        destinationConfig: {
          onSuccess: to(`mns:${region}:${accountId}:/queues/orders/messages`),
          onFailure: to(`fc:${region}:${accountId}:functions/alert`),
        },
      },
      NEVER,
    );
    for (const [name, text] of [
      ['good.json', GOOD],
      ['bad.json', BAD],
      ['broken.json', '{"a": }'],
    ] as const) {
      const uri = vscode.Uri.joinPath(folder, name);
      await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
      await vscode.window.showTextDocument(uri, { preview: false });
    }
  });
  after(async () => {
    await closeAll();
    await forgetAll();
    await restore();
    await cloud.deleteAsyncConfig(FAILS, NEVER);
    await vscode.commands.executeCommand('fndeck.stopSandbox');
  });

  const posts = () => invocationsSeen(sandbox);
  const verify = (about: object = FAILS) =>
    vscode.commands.executeCommand<Verification | undefined>('fndeck.verifyDestinations', about);

  it('sends nothing where the person leaves a list or the plan', async () => {
    const before = await posts();
    await asPerson({ picks: [undefined] }, async () => assert.equal(await verify(), undefined));
    await asPerson({ picks: ['good.json', 'bad.json'] }, async (shown) => {
      assert.equal(await verify(), undefined);
      const [plan = ''] = shown.details;
      assert.match(plan, /One event that is to succeed: good\.json, 30 bytes/);
      assert.match(plan, /fails@LATEST runs once\./);
      assert.match(plan, /The record goes to SMQ queue orders/);
      assert.match(plan, /The record runs alert@LATEST, with all that it does\./);
    });
    assert.equal(await posts(), before);
  });

  it('tells a broken payload, and asks for another', async () => {
    const failed = await errorsShown(() =>
      asPerson({ picks: ['broken.json', undefined] }, async (shown) => {
        assert.equal(await verify(), undefined);
        assert.equal(shown.lists.length, 2);
      }),
    );
    assert.match(failed.join(), /broken\.json, line 1, column 7/);
  });

  it('fires one event for each side once, tells what is proven, and keeps it beside the config', async () => {
    const before = await posts();
    await asPerson(
      { picks: ['good.json', 'bad.json'], presses: ['Send 2 Events', 'Show'] },
      async (shown) => {
        const found = await verify();
        assert.equal(await posts(), before + 2);
        assert.equal(found?.sides.success?.verdict.kind, 'proven');
        assert.equal(found?.sides.failure?.verdict.kind, 'proven');
        await eventually(() => {
          assert.match(
            shown.notices.join(),
            /Destinations of fails@LATEST · success: proven, failure: proven/,
          );
        });
        await eventually(() => {
          const document = vscode.window.activeTextEditor?.document;
          assert.equal(document?.uri.scheme, 'fndeck-verification');
          const text = document?.getText() ?? '';
          assert.match(text, /^Verification of the destinations of fails@LATEST$/m);
          assert.ok(text.includes(found?.sides.failure?.requestId ?? '-'));
          assert.doesNotMatch(text, /has changed since/);
        });
      },
    );
  });

  it('offers what ended so before, as text that is no icon and no link, and lets it be edited', async () => {
    await eventually(async () => {
      await asPerson({ picks: ['{', undefined] }, async (shown) => {
        await verify();
        const [first] = shown.lists[1] ?? [];
        assert.match(first?.label ?? '', /^\{"orderId": "A2"/);
        assert.doesNotMatch(first?.label ?? '', /\$\(alert\)|\]\(command/);
        assert.match(first?.description ?? '', /^failed \d{4}-/);
      });
    });
    const before = await posts();
    await asPerson({ picks: ['{', 'Leave This Side Out'], presses: ['Edit Payloads…'] }, async (shown) => {
      // Closing the notice of the document leaves, and sends nothing.
      assert.equal(await verify(), undefined);
      assert.match(shown.notices.at(-1) ?? '', /^Write the payload of the event that is to succeed/);
      assert.equal(vscode.window.activeTextEditor?.document.getText(), GOOD);
    });
    assert.equal(await posts(), before);
  });

  it('says in the document that the config has changed since', async () => {
    const held = await cloud.getAsyncConfig(FAILS, NEVER);
    await cloud.putAsyncConfig(FAILS, { ...held?.document, maxAsyncRetryAttempts: 1 }, NEVER);
    await closeAll();
    await vscode.commands.executeCommand('fndeck.showVerification', FAILS);
    await eventually(() => {
      const text = vscode.window.activeTextEditor?.document.getText() ?? '';
      assert.match(text, /The configuration has changed since\./);
    });
  });

  it('sends nothing on a connection that is marked as read-only', async () => {
    const connection = { ...connectionTo(sandbox, 'verified'), guard: 'readOnly' };
    await vscode.commands.executeCommand('fndeck.addConnection', { connection, secret: keysOf(sandbox) });
    const before = await posts();
    const about = { connection: 'verified', group: 'orders', name: 'receipt', qualifier: 'latest' };
    const failed = await errorsShown(() =>
      asPerson({}, async (shown) => {
        assert.equal(await verify(about), undefined);
        assert.equal(shown.lists.length, 0);
      }),
    );
    assert.match(failed.join(), /marked as read-only/);
    assert.equal(await posts(), before);
  });
});
