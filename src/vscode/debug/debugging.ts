import * as vscode from 'vscode';
import { underDebugger } from '../../app/debug/underDebugger';
import type { LazyPart } from '../../app/lazyPart';
import type { Ended } from '../../app/invocations/task';
import type { DebugRun } from '../../app/sandbox/debugControls';
import { refLabel, type FunctionRef } from '../../model/functionRef';
import type { InvocationRecord, Mode } from '../../model/invocation/record';
import { message } from '../../model/message';
import type { Invoking } from '../invoke/invoking';
import type { Around } from '../invoke/run/running';
import type { Report } from '../report';
import type { SandboxControl } from '../sandbox/control';
import { tell } from '../window/notices';
import { pickLine } from '../window/quickInput';
import { functionInEditor } from './functionInEditor';
import { attachDebugger } from './sessions';

/** Debugging functions of the sandbox with payload files. */
export interface Debugging {
  /**
   * Sends a payload once, with a debugger attached before any code of the function is loaded. What is given is as for
   * `Invoking.withPayload`; in a function's own file its last payload is taken. Undefined: nothing was sent.
   */
  withPayload(ref?: FunctionRef, uri?: vscode.Uri): Promise<InvocationRecord | undefined>;
  /**
   * Queues a payload once; attempts stop in the debugger: `every`, or the one of a number, or what the person chooses.
   */
  eventWithPayload(
    ref?: FunctionRef,
    uri?: vscode.Uri,
    attempt?: unknown,
  ): Promise<InvocationRecord | undefined>;
}

/** The parts that debugging stands on. */
export interface DebuggingDeps {
  readonly context: Pick<vscode.ExtensionContext, 'extensionUri'>;
  readonly sandbox: LazyPart<SandboxControl>;
  readonly invoking: LazyPart<Invoking>;
  readonly report: Report;
}

/** The extension that debugs Python. */
const PYTHON_DEBUGGER = 'ms-python.debugpy';

/** How long the function's runtime is asked for, in milliseconds. */
const READ_MS = 5000;

/** Nothing runs before a person asks. */
export function createDebugging({ context, sandbox, invoking, report }: DebuggingDeps): Debugging {
  const runtimes = vscode.Uri.joinPath(context.extensionUri, 'dist', 'runtimes');
  const ports = {
    attach: (run: DebugRun & { readonly address: string }) => attachDebugger(run, runtimes),
    failed: (error: unknown) => void report.failure(message('The debugger could not be started.'), error),
  };

  /** The send of a plan, under a debugger. */
  const around =
    (control: SandboxControl, only: number | undefined): Around =>
    async (plan, send) => {
      const { ref, cloud, profile } = plan.task;
      const controls = control.controls(ref.connection);
      if (!controls) {
        void tell(
          'error',
          vscode.l10n.t(
            '{0} does not run in the sandbox of this window, and only functions there can be debugged. Nothing was sent.',
            refLabel(ref),
          ),
        );
        return undefined;
      }
      const { runtime = '' } = await cloud.getFunction(ref, AbortSignal.timeout(READ_MS));
      const python = /^python/i.test(runtime);
      const debugger_ = vscode.extensions.getExtension(PYTHON_DEBUGGER);
      if (python && !debugger_) {
        void offerPythonDebugger(ref);
        return undefined;
      }
      await saveCode(control);
      const debugpy = debugger_ && vscode.Uri.joinPath(debugger_.extensionUri, 'bundled', 'libs').fsPath;
      const wish = {
        ...{ service: profile.id, group: ref.group, name: ref.name, mode: plan.mode },
        ...(only !== undefined && { attempt: only }),
        ...(python && debugpy !== undefined && { debugpy }),
      };
      const untimed = { ...plan, seconds: Infinity };
      const sent = () => send(untimed);
      const { result, over } = await underDebugger(controls.debug, wish, ports, sent, isQueued);
      if (only !== undefined) void over.then((runs) => runs.length === 0 && tellNotReached(ref, only));
      return result;
    };

  const debug = async (mode: Mode, only: number | undefined, ref?: FunctionRef, uri?: vscode.Uri) => {
    const control = await sandbox.get();
    await control.start();
    const part = await invoking.get();
    const open = ref || uri ? undefined : await functionInEditor(control, part.journal);
    return part.within(mode, around(control, only), ref ?? open?.ref, uri ?? open?.payload);
  };

  return {
    withPayload: (ref, uri) => debug('sync', undefined, ref, uri),
    eventWithPayload: async (ref, uri, given) => {
      const attempt = given === 'every' || typeof given === 'number' ? given : await chooseAttempt();
      if (attempt === undefined) return undefined;
      return debug('async', attempt === 'every' ? undefined : attempt, ref, uri);
    },
  };
}

/** Whether the service has taken the event: it may run on, and again. */
function isQueued({ record }: Ended): boolean {
  return record.mode === 'async' && record.requestId !== undefined;
}

/** Attempts that a person may choose from: what the first retries are. */
const ATTEMPTS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

async function chooseAttempt(): Promise<number | 'every' | undefined> {
  const items = [
    {
      label: vscode.l10n.t('Every attempt'),
      detail: vscode.l10n.t('Each retry stops, and so does the function that the event is delivered to'),
      attempt: 'every' as const,
    },
    ...ATTEMPTS.map((attempt) => ({ label: vscode.l10n.t('Attempt {0} only', String(attempt)), attempt })),
  ];
  const chosen = await pickLine(items, { title: vscode.l10n.t('Stop in which attempt of the event?') });
  return chosen?.attempt;
}

function tellNotReached(ref: FunctionRef, attempt: number): void {
  void tell(
    'information',
    vscode.l10n.t(
      'The event of {0} has ended before attempt {1}: nothing stopped.',
      refLabel(ref),
      String(attempt),
    ),
  );
}

async function offerPythonDebugger(ref: FunctionRef): Promise<void> {
  const show = vscode.l10n.t('Show Extension');
  const text = vscode.l10n.t(
    '{0} is written in Python: install the extension Python Debugger (ms-python.debugpy) to debug it. Nothing was sent.',
    refLabel(ref),
  );
  if ((await tell('error', text, show)) === show)
    await vscode.commands.executeCommand('workbench.extensions.search', `@id:${PYTHON_DEBUGGER}`);
}

/** Saves the open files of the sandbox's functions, as VS Code does when it starts to debug. */
async function saveCode(control: SandboxControl): Promise<void> {
  if (vscode.workspace.getConfiguration('debug').get('saveBeforeStart') === 'none') return;
  const roots = control.roots().map(({ path }) => `${path}/`);
  const changed = vscode.workspace.textDocuments.filter(
    ({ isDirty, uri, languageId }) =>
      isDirty &&
      uri.scheme === 'file' &&
      roots.some((root) => uri.path.startsWith(root)) &&
      !/^jsonc?$/.test(languageId),
  );
  await Promise.all(changed.map((document) => document.save()));
}
