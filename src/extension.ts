import * as vscode from 'vscode';
import { commandTable, registerCommands } from './vscode/commands';
import { createConfigEditing } from './vscode/configEditor/configEditing';
import { tellBadEntries } from './vscode/connections/badEntries';
import { createConnectionCommands } from './vscode/connections/commands';
import { createConnections } from './vscode/connections/store';
import { createExplorer } from './vscode/explorer/explorer';
import { createInvoking } from './vscode/invoke/invoking';
import { createReport, logRequest } from './vscode/report';
import { createSandboxControl } from './vscode/sandbox/control';

/** Composes the parts; each knows only what stands before it. */
export function activate(context: vscode.ExtensionContext): void {
  const report = createReport();
  const connections = createConnections({
    secrets: context.secrets,
    // The clients are much of FnDeck's code; they are loaded when a connection is first used.
    connect: async (connection, secret) => {
      const [{ connect }, { openDoor }] = await Promise.all([
        import('./cloud/connect'),
        import('./cloud/door'),
      ]);
      const door = openDoor({
        log: (line) => logRequest(report.log, line),
        // VS Code sees to proxy and authorities by itself; this setting it leaves to extensions
        verifyCertificates: () => vscode.workspace.getConfiguration('http').get('proxyStrictSSL', true),
      });
      return connect(connection, secret, door);
    },
  });
  const config = createConfigEditing({ context, connections, report });
  const explorer = createExplorer({ connections, report, config });
  const sandbox = createSandboxControl({ context, connections, report });
  const accounts = createConnectionCommands({
    connections,
    report,
    startSandbox: () => vscode.commands.executeCommand('fndeck.startSandbox'),
  });
  const invoking = createInvoking({
    context,
    connections,
    report,
    pick: (title, options) => explorer.pick(title, options),
  });

  const table = commandTable({ accounts, explorer, config, invoking, sandbox, report });
  context.subscriptions.push(
    report,
    connections,
    config,
    explorer,
    sandbox,
    invoking,
    tellBadEntries(connections, report),
    registerCommands(table, report),
  );
}
