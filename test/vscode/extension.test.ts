import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';

interface Contributions {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

describe('the extension', () => {
  const extension = () => {
    const found = vscode.extensions.getExtension('fndeck.fndeck');
    assert.ok(found, 'FnDeck is installed');
    return found;
  };

  it('activates', async () => {
    await extension().activate();
    assert.equal(extension().isActive, true);
  });

  it('registers every command that package.json declares', async () => {
    await extension().activate();
    const manifest = JSON.parse(
      readFileSync(vscode.Uri.joinPath(extension().extensionUri, 'package.json').fsPath, 'utf8'),
    ) as Contributions;
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = manifest.contributes.commands
      .map(({ command }) => command)
      .filter((id) => !registered.has(id));
    assert.deepEqual(missing, []);
  });
});
