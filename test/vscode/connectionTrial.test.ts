import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Cloud } from '../../src/cloud/cloud';
import type { Connection } from '../../src/model/connection';
import { message } from '../../src/model/message';
import type { Connections } from '../../src/vscode/connections/connections';
import { tryConnection } from '../../src/vscode/connections/tryConnection';
import { createReport } from '../../src/vscode/report';

const connection: Connection = {
  ...{ id: 'tried', name: 'Tried', service: 'functioncompute-2', region: 'cn-shanghai', credential: 'keys' },
};

/** What is said of a service that lists pages of these sizes. */
async function saidOf(sizes: readonly number[]): Promise<string> {
  const cloud = {
    identify: () => Promise.resolve({ endpoint: 'https://example.com' }),
    listFunctions: async function* () {
      await Promise.resolve();
      for (const length of sizes) yield Array.from({ length });
    },
  } as unknown as Cloud;
  const connections = {
    allowSignIn: () => Promise.resolve(),
    cloud: () => Promise.resolve(cloud),
  } as unknown as Connections;
  const { showInformationMessage } = vscode.window;
  const said: string[] = [];
  Object.assign(vscode.window, {
    showInformationMessage: (text: string) => Promise.resolve(said.push(text)),
  });
  const report = createReport('Connection Trial Test');
  try {
    const edit = { title: message('Edit Connection'), run: () => undefined };
    assert.ok(await tryConnection(connection, connections, report, edit));
  } finally {
    Object.assign(vscode.window, { showInformationMessage });
    report.dispose();
  }
  return said.join();
}

describe('the trial of a connection that was saved', () => {
  it('says how many functions there are, whichever services have none', async () => {
    assert.match(await saidOf([0, 0, 2, 7]), /2 functions on the first page\.$/);
    assert.match(await saidOf([0, 0]), /No functions found\.$/);
  });

  it('says nothing of functions where the first few services have none', async () => {
    assert.match(await saidOf(Array<number>(9).fill(0)), /example\.com\.$/);
  });
});
