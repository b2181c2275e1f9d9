import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { createLazyPart } from '../../src/app/lazyPart';
import { CloudError } from '../../src/cloud/errors';
import { message } from '../../src/model/message';
import { commandTable } from '../../src/vscode/commands';
import { registerCommands } from '../../src/vscode/registerCommands';
import { createReport } from '../../src/vscode/report';
import { errorsShown } from './account';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly keybindings: readonly { readonly command: string }[];
  };
}

describe('commands', () => {
  let manifest: Manifest;

  before(async () => {
    const extension = vscode.extensions.getExtension('fndeck.fndeck');
    assert.ok(extension);
    await extension.activate();
    const file = vscode.Uri.joinPath(extension.extensionUri, 'package.json').fsPath;
    manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  });

  it('are those of package.json, all and no others', async () => {
    // VS Code makes commands of its own for each view (`….focus`); they have a longer id.
    const registered = (await vscode.commands.getCommands(true)).filter((id) => /^fndeck\.\w+$/.test(id));
    const declared = manifest.contributes.commands.map(({ command }) => command);
    const ours = registered.filter((id) => !['fndeck.functions', 'fndeck.invocations'].includes(id));
    assert.deepEqual([...ours].sort(), [...declared].sort());
  });

  it('have each something to do', () => {
    const table = commandTable({} as Parameters<typeof commandTable>[0]); // no part is loaded for it
    assert.deepEqual(
      Object.keys(table).sort(),
      manifest.contributes.commands.map(({ command }) => command).sort(),
    );
  });

  it('are declared where menus and keys name them', () => {
    const declared = new Set(manifest.contributes.commands.map(({ command }) => command));
    const { menus, keybindings } = manifest.contributes;
    const named = [...Object.values(menus).flat(), ...keybindings].map(({ command }) => command);
    assert.deepEqual(
      named.filter((id) => !declared.has(id)),
      [],
    );
  });

  describe('that fail', () => {
    const report = createReport('Commands Test');
    let failing: vscode.Disposable;
    let failure: unknown;

    before(() => {
      const fail = () => {
        throw failure;
      };
      const table = createLazyPart(() => Promise.resolve({ 'fndeckTest.fail': fail }));
      failing = registerCommands(['fndeckTest.fail'], table, report);
    });
    after(() => {
      failing.dispose();
      report.dispose();
    });
    const run = (error: unknown) => {
      failure = error;
      return errorsShown(() => vscode.commands.executeCommand('fndeckTest.fail'));
    };

    it('say what the service said, with its code, the request and what to do', async () => {
      const [said, ...more] = await run(
        new CloudError({
          kind: 'service',
          service: 'functiongraph-otc',
          operation: 'getFunction',
          sent: 'answered',
          status: 403,
          code: 'FSS.0403',
          detail: 'no right',
          requestId: 'req-1',
          repeatable: false,
          summary: message('Access denied.'),
          hint: message('Ask for the permission {0}.', 'functiongraph:function:getConfig'),
        }),
      );
      assert.deepEqual(more, []);
      for (const part of [
        'Access denied.',
        'FSS.0403',
        'no right',
        'req-1',
        'functiongraph:function:getConfig',
      ]) {
        assert.ok(said?.includes(part), `${part} in ${said}`);
      }
    });

    it('say nothing when somebody stopped them', async () => {
      assert.deepEqual(await run(new vscode.CancellationError()), []);
      assert.deepEqual(await run(new DOMException('stopped', 'AbortError')), []);
      const facts = { kind: 'cancelled', operation: 'x', sent: 'no', repeatable: false } as const;
      assert.deepEqual(await run(new CloudError({ ...facts, summary: message('Cancelled.') })), []);
    });

    it('show any other error as it is', async () => {
      assert.match((await run(new Error('the reason'))).join(), /the reason/);
    });
  });
});
