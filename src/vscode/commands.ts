import * as vscode from 'vscode';
import { connectionOf, refOf } from '../app/catalog/handedOver';
import type { LazyPart } from '../app/lazyPart';
import type { FunctionRef } from '../model/functionRef';
import type { BulkApply } from './bulk/bulkApply';
import type { Code } from './code/code';
import type { ConfigEditing } from './configEditor/configEditing';
import { openConnectionSettings } from './connections/badEntries';
import type { ConnectionCommands } from './connections/commands';
import type { Debugging } from './debug/debugging';
import type { EventPages } from './events/page/eventPages';
import type { Expectations } from './expectations/expectations';
import type { Explorer } from './explorer/explorer';
import { payloadOf, uriOf } from './files';
import type { RunningHere } from './here/runHere';
import type { Watching } from './events/watching';
import type { Invoking } from './invoke/invoking';
import type { JournalCommands } from './invoke/journal/commands';
import type { Overviews } from './overview/overviews';
import type { Repeating } from './repeat/repeating';
import type { Replaying } from './replay/replaying';
import type { Links } from './links/links';
import type { FollowLogs } from './logs/followLogs';
import type { CommandTable, Handler } from './registerCommands';
import type { Report } from './report';
import type { SandboxControl } from './sandbox/control';
import type { TestEvents } from './testEvents/testEvents';
import type { Verify } from './verify/verify';

/** The parts whose work the commands do, each loaded by the first command that needs it. */
interface Parts {
  readonly accounts: LazyPart<ConnectionCommands>;
  readonly explorer: LazyPart<Explorer>;
  readonly code: LazyPart<Code>;
  readonly config: LazyPart<ConfigEditing>;
  readonly bulk: LazyPart<BulkApply>;
  readonly watching: LazyPart<Watching>;
  readonly invoking: LazyPart<Invoking>;
  readonly debugging: LazyPart<Debugging>;
  readonly eventPages: LazyPart<EventPages>;
  readonly expectations: LazyPart<Expectations>;
  readonly overviews: LazyPart<Overviews>;
  readonly repeating: LazyPart<Repeating>;
  readonly replaying: LazyPart<Replaying>;
  readonly sandbox: LazyPart<SandboxControl>;
  readonly here: LazyPart<RunningHere>;
  readonly testEvents: LazyPart<TestEvents>;
  readonly verify: LazyPart<Verify>;
  readonly links: LazyPart<Links>;
  readonly report: Report;
}

/** The commands over the journal: what each calls with the row, or the rows, that it is for. */
const OF_JOURNAL = {
  'fndeck.followEvent': 'followAgain',
  'fndeck.rerunInvocation': 'rerun',
  'fndeck.compareInvocations': 'compare',
  'fndeck.compareInvocationsAsTheyAre': 'compareAsTheyAre',
  'fndeck.showInvocationResult': 'showResult',
  'fndeck.showInvocationResponse': 'showHttp',
  'fndeck.saveInvocationResult': 'saveResult',
  'fndeck.showInvocationLog': 'showLog',
  'fndeck.openInvocationPayload': 'openPayload',
  'fndeck.copyInvocationAsCurl': 'copyAsCurl',
  'fndeck.stopInvocation': 'stop',
  'fndeck.removeInvocation': 'remove',
  'fndeck.clearInvocations': 'clear',
  'fndeck.showRawResult': 'showRaw',
  'fndeck.pinInvocation': 'pin',
  'fndeck.unpinInvocation': 'unpin',
  'fndeck.noteInvocation': 'note',
  'fndeck.filterInvocations': 'filter',
  'fndeck.clearInvocationFilter': 'clearFilter',
  'fndeck.showAllInvocations': 'showAllWorkspaces',
  'fndeck.showOwnInvocations': 'showThisWorkspace',
} as const satisfies Record<string, keyof JournalCommands>;

/** All commands: the ids are those of package.json. */
export function commandTable(parts: Parts): CommandTable {
  const { accounts, explorer, config, bulk, code, overviews, sandbox, here, verify, links, report } = parts;
  const { watching, invoking, debugging, eventPages, expectations, repeating, replaying, testEvents } = parts;

  const by = <P>(part: LazyPart<P>, act: (part: P, ...given: unknown[]) => unknown): Handler => {
    return async (...given) => act(await part.get(), ...given);
  };
  const ofJournal = Object.fromEntries(
    Object.entries(OF_JOURNAL).map(([id, act]) => [id, by(invoking, (it, row, rows) => it[act](row, rows))]),
  );
  const pick = async (title: string) => (await explorer.get()).pick(title, {});

  /** Does something with the config that was named, as a document or by its version, or else with a chosen one. */
  const withConfig = (
    title: () => string,
    act: (part: ConfigEditing, config: FunctionRef | vscode.Uri) => unknown,
  ): Handler => {
    return async (given) => {
      const named = uriOf(given) ?? refOf(given) ?? (await pick(title()));
      return named && act(await config.get(), named);
    };
  };

  /** The version that was named, or else one that the person chooses when it is needed. */
  const choice =
    (...given: unknown[]) =>
    async (title: string) =>
      given.map((one) => refOf(one)).find((ref) => ref) ?? (await pick(title));

  const ofLogs = (what: Exclude<keyof FollowLogs, 'dispose'>): Handler =>
    by(watching, ({ followed }, ...given) => {
      const act: Handler = followed[what];
      return act(...given);
    });

  return {
    'fndeck.addConnection': by(accounts, (it, given) => it.add(given)),
    'fndeck.editConnection': by(accounts, (it, node) => it.edit(connectionOf(node))),
    'fndeck.removeConnection': by(accounts, (it, node) => it.remove(connectionOf(node))),
    'fndeck.testConnection': by(accounts, (it, node) => it.test(connectionOf(node))),
    'fndeck.openConnectionSettings': openConnectionSettings,

    'fndeck.refresh': by(explorer, (it, node) => it.refresh(node)),
    'fndeck.retry': by(explorer, (it, node) => it.retry(node)),
    'fndeck.goToFunction': by(explorer, (it, node) => it.goToFunction(node)),
    'fndeck.filterFunctions': by(explorer, (it) => it.sight.filter()),
    'fndeck.clearFunctionFilter': by(explorer, (it) => it.sight.clearFilter()),
    'fndeck.showOwnFunctions': by(explorer, (it) => it.sight.showOwn()),
    'fndeck.showAllFunctions': by(explorer, (it) => it.sight.showAll()),
    'fndeck.pinFunction': by(explorer, (it, node, rows) => it.sight.pin(node, rows)),
    'fndeck.unpinFunction': by(explorer, (it, node, rows) => it.sight.unpin(node, rows)),
    'fndeck.copyUrn': by(explorer, async (it, node) =>
      it.copyUrn(node ?? (await pick(vscode.l10n.t('Copy the URN of which function?')))),
    ),
    'fndeck.copyLink': by(links, (it, given) => it.copy(given)),
    'fndeck.openConsole': by(explorer, async (it, node) =>
      it.openConsole(node ?? (await pick(vscode.l10n.t('Open which function in the console?')))),
    ),

    'fndeck.showEvents': by(explorer, async (it, node) => {
      const ref = refOf(node) ?? (await pick(vscode.l10n.t('Show the events of which function?')));
      return ref && it.showEvents(ref);
    }),
    'fndeck.filterEvents': by(explorer, (it, node) => it.filterEvents(node)),
    'fndeck.showOlderEvents': by(explorer, (it, node) => it.showOlderEvents(node)),
    'fndeck.cancelEvents': by(explorer, (it, node) => it.cancelEvents(node)),
    'fndeck.stopEvent': by(explorer, (it, node, selected) => it.stopEvents(node, selected)),
    'fndeck.copyEventId': by(explorer, (it, node, selected) => it.copyEventId(node, selected)),

    'fndeck.recordEvents': withConfig(
      () => vscode.l10n.t('Record the events of which function?'),
      (it, of) => it.recordEvents(of),
    ),
    'fndeck.openAsyncConfig': withConfig(
      () => vscode.l10n.t('Open the configuration of which function?'),
      (it, of) => it.open(of),
    ),
    'fndeck.openAsyncConfigAsJson': withConfig(
      () => vscode.l10n.t('Open the configuration of which function?'),
      (it, of) => it.open(of, { asJson: true }),
    ),
    'fndeck.deleteAsyncConfig': withConfig(
      () => vscode.l10n.t('Delete the configuration of which function?'),
      (it, of) => it.remove(of),
    ),
    'fndeck.compareAsyncConfig': by(config, (it, given, ref) => it.compare(uriOf(given), choice(given, ref))),
    'fndeck.applyAsyncConfig': by(code, (it, given, ref) => it.applyTo(uriOf(given), choice(given, ref))),

    'fndeck.saveAsyncConfigAsFile': by(code, (it, given) => it.saveAsFile(given)),
    'fndeck.compareWithFile': by(code, (it, given) => it.compare(given)),
    'fndeck.applyFile': by(code, (it, given) => it.apply(given)),
    'fndeck.adoptFromService': by(code, (it, given) => it.adopt(given)),
    'fndeck.applyFiles': by(code, (it, folder) => it.many('apply', folder)),
    'fndeck.adoptFiles': by(code, (it, folder) => it.many('adopt', folder)),
    'fndeck.copyAsTerraform': by(code, (it, given) => it.copyAs('terraform', given)),
    'fndeck.copyAsServerlessYaml': by(code, (it, given) => it.copyAs('serverless', given)),
    'fndeck.copyAsRos': by(code, (it, given) => it.copyAs('ros', given)),
    'fndeck.copyAsyncConfigTo': by(code, (it, given, to) => it.copyTo(given, to)),
    'fndeck.compareServerlessConfig': by(code, (it, uri, of) => it.compareServerless(uri, of)),
    'fndeck.writeServerlessConfig': by(code, (it, uri, of) => it.writeServerless(uri, of)),

    'fndeck.bulkApply': by(bulk, (it, given, selected) => it.apply(given, selected)),
    'fndeck.showBulkRuns': by(bulk, (it) => it.showRuns()),

    'fndeck.verifyDestinations': by(verify, (it, given) => it.verify(given)),
    'fndeck.showVerification': by(verify, (it, given) => it.show(given)),

    'fndeck.undoLastSave': by(config, async (it, given) => {
      const named = uriOf(given) ?? refOf(given) ?? (given === undefined ? it.active() : undefined);
      const of = named ?? (await pick(vscode.l10n.t('Undo the last save of which function?')));
      return of && it.history.undoLast(of);
    }),
    'fndeck.showConfigHistory': by(config, (it, given) =>
      it.history.show(uriOf(given) ?? refOf(given) ?? connectionOf(given)?.id),
    ),

    'fndeck.invokeWithPayload': by(invoking, (it, node, uri) =>
      it.withPayload(refOf(node), payloadOf(node) ?? uriOf(uri)),
    ),
    'fndeck.invokeAsyncWithPayload': by(invoking, (it, node, uri) =>
      it.asyncWithPayload(refOf(node), payloadOf(node) ?? uriOf(uri)),
    ),
    'fndeck.debugWithPayload': by(debugging, (it, node, uri) =>
      it.withPayload(refOf(node), payloadOf(node) ?? uriOf(uri)),
    ),
    'fndeck.debugEventWithPayload': by(debugging, (it, node, uri, attempt) =>
      it.eventWithPayload(refOf(node), payloadOf(node) ?? uriOf(uri), attempt),
    ),
    'fndeck.repeatInvocation': by(repeating, (it, node, uri) =>
      it.repeat(refOf(node), payloadOf(node) ?? uriOf(uri)),
    ),
    'fndeck.showRepeated': by(repeating, (it) => it.show()),
    'fndeck.previewPayload': by(invoking, (it, uri) => it.preview(uriOf(uri))),
    'fndeck.newPayload': by(invoking, (it, node) => it.newPayload(refOf(node))),
    'fndeck.savePayload': by(invoking, (it, given) => it.savePayload(given)),
    'fndeck.changePayloadFunction': by(invoking, (it, uri) => it.changeFunction(uriOf(uri))),
    'fndeck.addExpectations': by(expectations, (it, uri) => it.add(uriOf(uri))),
    'fndeck.openTestEvent': by(testEvents, (it, given) => it.open(given)),
    'fndeck.saveTestEvent': by(testEvents, (it, given) => it.save(given)),
    'fndeck.deleteTestEvent': by(testEvents, (it, given, selected) => it.remove(given, selected)),
    'fndeck.compareTestEvent': by(testEvents, (it, given) => it.compare(given)),

    ...ofJournal,
    'fndeck.compareVersions': by(invoking, (it, node, uri) =>
      it.compareVersions(refOf(node), payloadOf(node) ?? uriOf(uri)),
    ),

    'fndeck.followLogs': ofLogs('follow'),
    'fndeck.filterLogs': ofLogs('filter'),
    'fndeck.stopFollowingLogs': ofLogs('stop'),
    'fndeck.showFollowedLogs': ofLogs('show'),
    'fndeck.enableLogs': ofLogs('enable'),

    'fndeck.showOverview': by(overviews, (it, given) => it.show(given)),
    'fndeck.openEvent': by(eventPages, (it, given) => it.open(given)),
    'fndeck.skipWait': by(watching, (it, given, to) => it.skipWait(given, to)),
    'fndeck.replayEvent': by(replaying, (it, given) => it.one(given)),
    'fndeck.replayEvents': by(replaying, (it, given, rows) => it.many(given, rows)),
    'fndeck.replayRecord': by(replaying, (it, uri) => it.record(uriOf(uri))),

    'fndeck.runFunctionHere': by(here, (it, given) => it.run(uriOf(given) ?? refOf(given))),
    'fndeck.installDependencies': by(here, (it, given) => it.install(uriOf(given) ?? refOf(given))),
    'fndeck.compareHere': by(here, (it, node, uri) => it.compare(refOf(node), payloadOf(node) ?? uriOf(uri))),
    'fndeck.startSandbox': by(sandbox, (it) => it.start()),
    'fndeck.stopSandbox': by(sandbox, (it) => it.stop()),
    'fndeck.openSamplePayload': by(sandbox, (it) => it.openSamplePayload()),
    'fndeck.showRequestLog': () => report.log.show(true),
    'fndeck.reportProblem': by(accounts, (it) => it.reportProblem()),
  };
}
