import type * as vscode from 'vscode';
import type { LazyPart } from './app/lazyPart';
import { openCode } from './vscode/code/openCode';
import { commandTable, registerCommands } from './vscode/commands';
import { tellBadEntries } from './vscode/connections/badEntries';
import { openConnections } from './vscode/connections/connections';
import { showGuardMarks } from './vscode/connections/guardMarks';
import { openExpectations } from './vscode/expectations/openExpectations';
import type { Explorer } from './vscode/explorer/explorer';
import { createBindings } from './vscode/invoke/payload/bindings';
import type { Invoking } from './vscode/invoke/invoking';
import { showPayloadLens } from './vscode/invoke/payload/lens';
import { showRecordLens } from './vscode/replay/lens';
import { lazyEvent, lazyLists, lazyPart, lazyTreeView, registerLazyEditors } from './vscode/lazy';
import { openOverviews } from './vscode/overview/openOverviews';
import { createReport } from './vscode/report';
import { lazyTestEvents } from './vscode/testEvents/lazyTestEvents';
import { openVerify } from './vscode/verify/openVerify';

/** Composes the parts; each knows only what stands before it, and is loaded when it is first used. */
export function activate(context: vscode.ExtensionContext): void {
  const report = createReport();
  const connections = openConnections(context, report);
  const bindings = createBindings(context.workspaceState, connections);
  const config = lazyPart(async () => {
    const { createConfigEditing } = await import('./vscode/configEditor/configEditing');
    const around = { lists: lazyLists(explorer), verified: verify.marks() };
    return createConfigEditing({ context, connections, report, ...around });
  });
  const pick: Explorer['pick'] = async (title, options) => (await explorer.get()).pick(title, options);
  const base = { context, connections, report, config, pick };
  const code = openCode(base);
  const testEvents = lazyTestEvents({ ...base, bindings });
  const bulk = lazyPart(async () => (await import('./vscode/bulk/bulkApply')).createBulkApply(base));
  const explorer: LazyPart<Explorer> = lazyPart(async () => {
    const { createExplorer } = await import('./vscode/explorer/explorer');
    const onDidLearnConfig = lazyEvent(config, (part) => part.onDidLearnConfig);
    const marks = { files: code.marks(), verified: verify.marks(), testEvents };
    return createExplorer({ connections, report, view: functions, ...marks, config: { onDidLearnConfig } });
  });
  const functions = lazyTreeView('fndeck.functions', explorer, report, { showCollapseAll: true });
  const sandbox = lazyPart(async () => (await import('./vscode/sandbox/control')).createSandboxControl(base));
  const accounts = lazyPart(async () => {
    const { createConnectionCommands } = await import('./vscode/connections/commands');
    const startSandbox = async () => (await sandbox.get()).start();
    return createConnectionCommands({ connections, report, startSandbox });
  });
  const watching = lazyPart(async () => {
    const { createWatching } = await import('./vscode/events/watching');
    return createWatching({ ...base, sandbox: async (id) => (await sandbox.get()).controls(id) });
  });
  const invoking: LazyPart<Invoking> = lazyPart(async () => {
    const { createInvoking } = await import('./vscode/invoke/invoking');
    return createInvoking({ ...base, watching: await watching.get(), bindings, view: invocations });
  });
  const invocations = lazyTreeView('fndeck.invocations', invoking, report);
  const eventPages = lazyPart(async () => {
    const { createEventPages } = await import('./vscode/events/page/eventPages');
    return createEventPages({ context, watching: await watching.get(), connections, report });
  });
  const replaying = lazyPart(async () => {
    const { createReplaying } = await import('./vscode/replay/replaying');
    return createReplaying({ context, connections, report, invoking: await invoking.get() });
  });
  const verify = openVerify({ ...base, watching, invoking });
  const expectations = openExpectations({ ...base, bindings, watching, invoking });
  const overviews = openOverviews({ context, connections, report, config, files: () => code.marks() });
  const running = { watching, invoking, eventPages, expectations, replaying, testEvents };
  const parts = { accounts, explorer, config, code, bulk, overviews, sandbox, verify, ...running };
  context.subscriptions.push(
    ...[report, connections, bindings, functions, invocations, ...Object.values(parts)],
    registerLazyEditors(context, parts, report),
    showPayloadLens(bindings, connections, report),
    showRecordLens(),
    showGuardMarks({ connections, bindings }),
    tellBadEntries(connections, report),
    registerCommands(commandTable({ ...parts, report }), report),
  );
}
