import * as vscode from 'vscode';
import { message } from '../../model/message';
import type { Json } from '../../model/json';
import type { Connections } from '../connections/connections';
import type { Report } from '../report';
import { argumentsOf, startSandboxProcess, type End, type SandboxProcess } from '../../app/sandbox/process';
import type { Load } from '../../app/sandbox/loads';
import { sandboxControls, type SandboxControls } from '../../app/sandbox/controls';
import { sandboxAccounts, type Ready } from '../../app/sandbox/ready';
import { functionAt, watchFunctionEditor, type FunctionPlace } from './functionEditor';
import { followRoots, type LiveRoots } from './liveRoots';
import { markSandboxProblems } from './problems';
import { findRoots, type FoundRoots } from './roots';
import { isOfSamples, isSamples, openSamplePayload, sampleFunction, samplesToo } from './samples';
import type { Bindings } from '../../app/invocations/bindings';
import { withProgress } from '../window/progress';
import { tell } from '../window/notices';

/** Starts and stops the sandbox. */
export interface SandboxControl extends vscode.Disposable {
  /** Starts it unless it runs already. Gives the line that it prints when it is ready. */
  start(): Promise<Readonly<Record<string, Json>>>;
  stop(): Promise<void>;
  /** The sandbox's own controls, where a connection leads to the one that runs here. */
  controls(connection: string): SandboxControls | undefined;
  /** The folders that the functions of the sandbox that runs are in; none where it does not run. */
  roots(): readonly vscode.Uri[];
  /** The function of the sandbox that runs whose code a file is part of. */
  functionAt(file: vscode.Uri | undefined): Promise<FunctionPlace | undefined>;
  /** Starts it if need be, and takes the function of a folder. Undefined where the folder's file does not make it one. */
  take(folder: vscode.Uri): Promise<FunctionPlace | undefined>;
  /** The program that runs functions of a runtime of Python: what the sandbox that runs says. */
  python(runtime: string): Promise<string>;
  /** Opens something to invoke a sample function with. */
  openSamplePayload(): Promise<void>;
}

/** Where the sandbox's files are, and who is told of its state. */
export interface SandboxControlDeps {
  readonly context: Pick<vscode.ExtensionContext, 'extensionUri' | 'storageUri' | 'globalStorageUri'>;
  readonly connections: Connections;
  readonly report: Report;
  /** The links of payloads with functions. */
  readonly bindings: Pick<Bindings, 'own' | 'set'>;
}

/** A sandbox as it is started, with the folders of its functions. */
interface Launched {
  readonly process: SandboxProcess;
  readonly found: FoundRoots;
}

type State =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting'; readonly launching: Promise<Launched> }
  | {
      readonly kind: 'running';
      readonly process: SandboxProcess;
      readonly ready: Ready;
      readonly live: LiveRoots;
      readonly shown: vscode.Disposable;
    };

/** The Python of a machine that nobody has looked at. */
const PYTHON = 'python3';

/** How long the sandbox may take to look for one, in milliseconds. */
const ASK_MS = 30_000;

/** The control of one sandbox, not started yet. The sandbox is stopped when it is disposed. */
export function createSandboxControl({
  context,
  connections,
  report,
  bindings,
}: SandboxControlDeps): SandboxControl {
  let state: State = { kind: 'stopped' };
  let isSampleOpen = false;

  const enter = (next: State): void => {
    if (state.kind === 'running') state.shown.dispose();
    state = next;
    void vscode.commands.executeCommand('setContext', 'fndeck.sandbox', next.kind);
    connections.setSandbox(next.kind === 'running' ? sandboxAccounts(next.ready, report.say) : []);
  };
  const isStarting = (launching: Promise<Launched>): boolean =>
    state.kind === 'starting' && state.launching === launching;

  const start = async (): Promise<Readonly<Record<string, Json>>> => {
    if (!vscode.workspace.isTrusted) {
      throw new Error(
        vscode.l10n.t(
          'It runs functions on this machine, which a workspace that is not trusted must not start.',
        ),
      );
    }
    if (state.kind === 'running') return state.ready.line;
    if (state.kind === 'starting') return (await (await state.launching).process.ready).line;
    const problems = markSandboxProblems(report, python);
    const launching: Promise<Launched> = launch(
      () => isStarting(launching),
      (load) => void problems.loaded(isOfSamples(context, load.dir) ? { ...load, remarks: [] } : load),
    );
    enter({ kind: 'starting', launching });
    try {
      const { process, found } = await launching;
      const ready = await readyOf(process);
      if (!isStarting(launching)) throw new vscode.CancellationError();
      const controls = sandboxControls(ready);
      const withSamples = (all: FoundRoots, before: readonly vscode.Uri[]) =>
        samplesToo(context, all, before);
      const live = followRoots({ first: found, controls, connections, problems, report, withSamples });
      const editors = watchFunctionEditor(() => live.current());
      enter({
        kind: 'running',
        process,
        ready,
        live,
        shown: vscode.Disposable.from(live, editors, problems),
      });
      void process.ended.then((end) => {
        if (state.kind !== 'running' || state.process !== process) return;
        enter({ kind: 'stopped' });
        void reportEnd(end);
      });
      void vscode.commands.executeCommand('fndeck.functions.focus');
      if (live.current().some((root) => isSamples(context, root)) && !isSampleOpen) void offerPayload();
      return ready.line;
    } catch (error) {
      problems.dispose();
      void launching.then(
        ({ process }) => process.stop(),
        () => undefined, // it was not started
      );
      // Stopped by the person: that is no failure.
      if (!isStarting(launching)) throw new vscode.CancellationError();
      enter({ kind: 'stopped' });
      throw error;
    }
  };

  const python = async (runtime: string): Promise<string> => {
    const controls = state.kind === 'running' ? sandboxControls(state.ready) : undefined;
    return (await controls?.interpreter(runtime, AbortSignal.timeout(ASK_MS))) ?? PYTHON;
  };

  const launch = async (isWanted: () => boolean, loaded: (load: Load) => void): Promise<Launched> => {
    const found = samplesToo(context, await findRoots([]), []);
    if (!isWanted()) throw new vscode.CancellationError();
    const process = startSandboxProcess(
      {
        script: vscode.Uri.joinPath(context.extensionUri, 'dist', 'sandbox.js').fsPath,
        arguments: options(context, found.roots),
      },
      (line) => report.log.info(`sandbox: ${line}`),
      loaded,
    );
    return { process, found };
  };

  const readyOf = (process: SandboxProcess): Thenable<Ready> => {
    const title = vscode.l10n.t('Starting the sandbox…');
    return withProgress({ location: vscode.ProgressLocation.Window, title }, () => process.ready);
  };

  const offerPayload = async (): Promise<void> => {
    const open = vscode.l10n.t('Open Sample Payload');
    const said = vscode.l10n.t(
      'The sandbox is running on this machine. Its functions are in the FnDeck view.',
    );
    const answer = await tell('information', said, open);
    if (answer === open) await openSample();
  };

  /** A payload, linked with its function: the sandbox runs where it may, so that all above it works. */
  const openSample = async (): Promise<void> => {
    isSampleOpen = true;
    const uri = await openSamplePayload(context);
    if (!vscode.workspace.isTrusted) return;
    await start();
    if (state.kind !== 'running' || !state.live.current().some((root) => isSamples(context, root))) return;
    const [first] = sandboxAccounts(state.ready, report.say);
    if (first && !bindings.own(uri)) await bindings.set(uri, sampleFunction(first.connection.id));
  };

  const reportEnd = ({ by, words }: End): Promise<void> =>
    report.failure(message('The sandbox ended by itself ({0})', by), new Error(words), {
      title: message('Restart'),
      run: () => vscode.commands.executeCommand('fndeck.startSandbox'),
    });

  /** Ends the sandbox, which may be about to start. */
  const end = async (): Promise<void> => {
    const before = state;
    if (before.kind === 'stopped') return;
    enter({ kind: 'stopped' });
    const process =
      before.kind === 'running'
        ? before.process
        : await before.launching.then(
            (launched) => launched.process,
            () => undefined, // it was not started
          );
    process?.stop();
    await process?.ended;
  };

  return {
    start,
    stop: end,
    controls: (connection) => {
      if (state.kind !== 'running') return undefined;
      const accounts = sandboxAccounts(state.ready, report.say);
      return accounts.some((account) => account.connection.id === connection)
        ? sandboxControls(state.ready)
        : undefined;
    },
    roots: () => (state.kind === 'running' ? state.live.current() : []),
    functionAt: (file) => functionAt(file, state.kind === 'running' ? state.live.current() : []),
    take: async (folder) => {
      await start();
      return state.kind === 'running' ? state.live.update(folder) : undefined;
    },
    python,
    openSamplePayload: openSample,
    dispose: () => void end(),
  };
}

function options(context: SandboxControlDeps['context'], roots: readonly vscode.Uri[]): readonly string[] {
  const settings = vscode.workspace.getConfiguration('fndeck.sandbox');
  const functions = roots.flatMap(({ fsPath }) => ['--functions', fsPath]);
  // A folder belongs to one sandbox at a time. Windows without a workspace, or with the same one in two browser tabs,
  // name the same folder: the first gets it, the others one of their own beside it.
  const state = vscode.Uri.joinPath(context.storageUri ?? context.globalStorageUri, 'sandbox').fsPath;
  return [...functions, '--state', state, '--beside', ...argumentsOf(settings.get('arguments'))];
}
