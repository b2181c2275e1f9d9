import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { InvocationRecord } from '../../src/model/invocation/record';
import { errorsShown, startSandbox } from './account';
import { closeAll, untitledJson, withSettings } from './configWorkbench';
import { eventually } from './eventually';

/** What must be shown as the text that it is: markup, a colour, a line that goes back, half a character, a link, an icon. */
const EVIL =
  '</script><img src=x onerror=alert(1)> \u001b[31mred\u001b[2J \u0007\r\u202e \ud83d [run](command:fndeck.stopSandbox) $(error)';

/** Signs that a terminal or an editor would obey, but for line breaks and tabs. */
const OBEYED = /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

describe('hostile texts in a payload, a log, a result and an error', () => {
  let restore: () => Promise<void>;
  before(async () => {
    await startSandbox();
    restore = await withSettings({ 'fndeck.invoke.revealOutput': 'always' });
  });
  afterEach(closeAll);
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await vscode.commands.executeCommand('fndeck.stopSandbox');
    await restore();
  });

  const output = (): string =>
    vscode.window.visibleTextEditors
      .find(({ document: { uri } }) => uri.scheme === 'output')
      ?.document.getText() ?? '';
  const invoke = async (connection: string, group: string, name: string, payload: unknown) => {
    const qualifier = connection.includes('graph') ? 'latest' : 'LATEST';
    const ref = {
      ...{ connection, name, qualifier },
      group: connection === 'sandbox-functioncompute-3' ? '' : group,
    };
    const content = JSON.stringify(payload);
    const { uri } = await untitledJson(content);
    const record = await vscode.commands.executeCommand<InvocationRecord>(
      'fndeck.invokeWithPayload',
      ref,
      uri,
    );
    assert.ok(record);
    return record;
  };

  for (const service of ['graph-huawei', 'compute-3'] as const) {
    const connection = `sandbox-function${service}`;

    it(`are texts in the output, a notice and the result: ${service}`, async () => {
      const greeted = await invoke(connection, 'demo', 'hello-node', { name: EVIL });
      assert.equal(greeted.outcome.kind, 'succeeded');
      // The output is that of all tests in this window.
      const { requestId = '' } = greeted;
      const own = () => output().slice(output().indexOf(requestId));
      await eventually(() => assert.match(own(), new RegExp(`✓ Succeeded[^]*Request ${requestId}`)));
      assert.match(own(), /greeting <\/script>.*\\x1b\[31mred\\x1b\[2J \\x07/);
      assert.doesNotMatch(output(), OBEYED);

      const told = await errorsShown(async () => {
        const failed = await invoke(connection, 'orders', 'fails', {
          orderId: EVIL,
          items: [{ sku: EVIL, quantity: 0 }],
        });
        assert.equal(failed.outcome.kind, 'functionError');
        const end = `✗ Function error[^]*Request ${failed.requestId ?? ''}`;
        await eventually(() => assert.match(output(), new RegExp(end)));
      });
      assert.doesNotMatch(output(), OBEYED);
      for (const text of told) {
        assert.doesNotMatch(text, /\]\(command:|\$\(error\)/);
        assert.doesNotMatch(text, OBEYED);
      }

      await vscode.commands.executeCommand('fndeck.showInvocationResult', {
        kind: 'ended',
        summary: greeted,
      });
      const shown = () =>
        vscode.window.visibleTextEditors.find(
          ({ document: { uri } }) => uri.scheme === 'fndeck-result' && uri.path.startsWith(`/${greeted.id}/`),
        );
      await eventually(() => assert.match(shown()?.document.getText() ?? '', /<\/script><img/));
      assert.doesNotMatch(shown()?.document.getText() ?? '', /(?!\n)\p{Cc}/u);
    });
  }
});
