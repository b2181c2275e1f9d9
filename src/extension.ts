import type * as vscode from 'vscode';
import type { LazyPart } from './app/lazyPart';
import { openCode } from './vscode/code/openCode';
import { openConnections, tellBadEntries } from './vscode/connections/connections';
import { showGuardMarks } from './vscode/connections/guardMarks';
import type { Explorer } from './vscode/explorer/explorer';
import { openLinks } from './vscode/links/openLinks';
import { openInvocations } from './vscode/invoke/openInvocations';
import { createBindings } from './vscode/invoke/payload/bindings';
import { showPayloadLens } from './vscode/invoke/payload/lens';
import { showRecordLens } from './vscode/replay/lens';
import { lazyEvent, lazyLists, lazyPart, lazyTreeView, registerLazyEditors } from './vscode/lazy';
import { openOverviews } from './vscode/overview/openOverviews';
import { contributedCommands, registerCommands } from './vscode/registerCommands';
import { createReport } from './vscode/report';
import { lazyTestEvents } from './vscode/testEvents/lazyTestEvents';

/** Composes the parts; each knows only what stands before it, and is loaded when it is first used. */
export function activate(context: vscode.ExtensionContext): void {
  const report = createReport();
  const connections = openConnections(context, report);
  const bindings = createBindings(context.workspaceState, connections);
  const config = lazyPart(async () => {
    const { createConfigEditing } = await import('./vscode/configEditor/configEditing');
    const marks = { lists: lazyLists(explorer), verified: invocations.parts.verify.marks() };
    return createConfigEditing({ context, connections, report, ...marks });
  });
  const pick: Explorer['pick'] = async (title, options) => (await explorer.get()).pick(title, options);
  const base = { context, connections, report, config, pick };
  const code = openCode(base);
  const testEvents = lazyTestEvents({ ...base, bindings });
  const bulk = lazyPart(async () => (await import('./vscode/bulk/bulkApply')).createBulkApply(base));
  const explorer: LazyPart<Explorer> = lazyPart(async () => {
    const { createExplorer } = await import('./vscode/explorer/explorer');
    const onDidLearnConfig = lazyEvent(config, (part) => part.onDidLearnConfig);
    const marks = { files: code.marks(), verified: invocations.parts.verify.marks(), testEvents };
    const memory = { workspace: context.workspaceState, everywhere: context.globalState };
    const own = async () => (await import('./vscode/explorer/ownFunctions')).ownFiles(bindings);
    const shown = { connections, report, view: functions, memory, own };
    return createExplorer({ ...shown, ...marks, config: { onDidLearnConfig } });
  });
  const functions = lazyTreeView('fndeck.functions', explorer, report, { showCollapseAll: true });
  const sandbox = lazyPart(async () =>
    (await import('./vscode/sandbox/control')).createSandboxControl({ ...base, bindings }),
  );
  const accounts = lazyPart(async () => {
    const { createConnectionCommands } = await import('./vscode/connections/commands');
    const startSandbox = async () => (await sandbox.get()).start();
    return createConnectionCommands({ ...base, startSandbox });
  });
  const invocations = openInvocations({ ...base, bindings, sandbox });
  const here = lazyPart(async () => {
    const { createRunningHere } = await import('./vscode/here/runHere');
    return createRunningHere({ ...base, sandbox, invoking: invocations.parts.invoking });
  });
  const overviews = openOverviews({ context, connections, report, config, files: () => code.marks() });
  const links = openLinks({ ...base, explorer, invoking: invocations.parts.invoking });
  const own = { report, links, accounts, explorer, config, code, bulk, overviews, sandbox, here, testEvents };
  const parts = { ...own, ...invocations.parts };
  const commands = lazyPart(async () => (await import('./vscode/commands')).commandTable(parts));
  context.subscriptions.push(
    ...[connections, bindings, functions, invocations.view, ...Object.values(parts)],
    registerLazyEditors(context, parts, report),
    showPayloadLens(bindings, connections, report),
    showRecordLens(),
    showGuardMarks({ connections, bindings }),
    tellBadEntries(connections, report),
    registerCommands(contributedCommands(context.extension), commands, report),
  );
}
