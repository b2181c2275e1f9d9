import { expect } from '@playwright/test';
import { packExtension } from '../harness/pack.mjs';
import { VSIX } from '../harness/project.mjs';
import { packProbe, probe, probeEnvironment } from './probe';
import type { Row } from './row';
import { inWindow } from './window';

/** Editors that are opened and closed before memory is compared, and then. */
const [BEFORE, EDITORS] = [20, 200];
/** How long each of them is open. */
const SHOWN_MS = 400;

/** What the extension host keeps of editors that were closed. */
export async function measureClosedEditors(): Promise<Row[]> {
  const vsix = [VSIX, packProbe(), packOpener()];
  const row = await inWindow({ vsix, env: probeEnvironment() }, async ({ workbench }) => {
    const open = async (command: string) => {
      await workbench.command(`Bench: ${command}`);
      await expect(workbench.statusItem(new RegExp(`${command} ended`))).toBeVisible({ timeout: 600_000 });
    };
    await workbench.activity('FnDeck').click();
    await workbench.command('FnDeck: Start Sandbox');
    await expect(workbench.treeItem('Sandbox · Huawei Cloud')).toBeVisible();
    await open('Few');
    const { heap: before } = await probe();
    await open('Many');
    const { heap: after } = await probe();
    return {
      what: `heap of the extension host, ${String(EDITORS)} editors opened and closed`,
      measured: after - before,
      budget: 2,
      unit: 'MB',
      detail: `after a collection; ${before.toFixed(1)} MB before, ${after.toFixed(1)} MB after; one editor kept is 10 KB and more`,
    };
  });
  return [row];
}

/** Opens the config of a sample, gives its page time to show itself, and closes it, so many times. */
function packOpener(): string {
  return packExtension({
    name: 'bench-opener',
    contributes: {
      commands: [
        { command: 'bench.few', title: 'Bench: Few' },
        { command: 'bench.many', title: 'Bench: Many' },
      ],
    },
    code: `
      const { commands, window } = require('vscode');
      const ref = { connection: 'sandbox-functiongraph-huawei', group: 'demo', name: 'hello-node', qualifier: 'latest' };
      const open = async (title, count) => {
        for (let turn = 0; turn < count; turn++) {
          await commands.executeCommand('fndeck.openAsyncConfig', ref);
          await new Promise((done) => setTimeout(done, ${String(SHOWN_MS)}));
          if (window.tabGroups.all.flatMap((group) => group.tabs).length !== 1) throw new Error('no editor');
          await commands.executeCommand('workbench.action.closeAllEditors');
        }
        const item = window.createStatusBarItem(title);
        item.text = title + ' ended';
        item.show();
      };
      exports.activate = () => {
        commands.registerCommand('bench.few', () => open('Few', ${String(BEFORE)}));
        commands.registerCommand('bench.many', () => open('Many', ${String(EDITORS)}));
      };`,
  });
}
