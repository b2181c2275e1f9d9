import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { AsyncInvocation, AsyncPhase } from '../../cloud/cloud';
import { CloudError } from '../../cloud/errors';
import { readView } from '../../model/configDocument';
import { refLabel } from '../../model/functionRef';
import { pause } from '../../model/invocation/backOff';
import { clock } from '../../model/invocation/outputText';
import type { InvocationRecord } from '../../model/invocation/record';
import type { Section } from './output';
import type { Stage, Task } from './task';

/** Looks without finding a record before FnDeck says that there is none: a few where the switch is off, else about a minute. */
const LOOKS = { switchOff: 3, switchOn: 12 } as const;

/** Failed looks in a row after which following ends. */
const FAILURES = 5;

/** What a person wants who presses Cancel while an invocation is followed; undefined: go on. */
export type StopChoice = 'stop' | 'leave' | undefined;

/** How following ended. */
export type Followed =
  | { readonly kind: 'ended'; readonly invocation: AsyncInvocation }
  | { readonly kind: 'left' }
  /** The service has no record; `switchOff`: because the config does not ask for one. */
  | { readonly kind: 'unrecorded'; readonly switchOff: boolean }
  | { readonly kind: 'lost'; readonly error: unknown };

/** A queued invocation that is to be followed. */
export interface Queued {
  readonly task: Task;
  readonly record: InvocationRecord;
  readonly requestId: string;
}

/**
 * Looks at an asynchronous invocation again and again, with progress in a notice and state by state in the output,
 * until its end or until the person leaves it. `ask` is called when the person wants to stop.
 */
export async function follow(
  stage: Stage,
  { task, record, requestId }: Queued,
  section: Section,
  ask: () => Promise<StopChoice>,
): Promise<Followed> {
  const leaving = new AbortController();
  let status: string | undefined;
  const note = (text: string) => section.write([`… ${clock(Date.now())} ${text}`]);

  const stop = async () => {
    const choice = await ask();
    if (choice === 'leave') leaving.abort();
    if (choice !== 'stop' || leaving.signal.aborted) return;
    try {
      await task.cloud.stopAsyncInvocation(task.ref, requestId, leaving.signal);
      note(vscode.l10n.t('Asked the service to stop it.'));
    } catch (error) {
      note(stage.report.describe(error).text);
    }
  };
  const state = () => ({ phase: 'following', requestId, status, stop }) as const;
  const flight = stage.flights.begin({ ...record, state: state() });
  const notice = showNotice(refLabel(task.ref), stop);

  const enter = (invocation: AsyncInvocation) => {
    status = invocation.status;
    notice.report(status);
    flight.enter(state());
    note(status);
  };
  try {
    return await lookUntilEnd(task, requestId, leaving.signal, enter);
  } finally {
    leaving.abort();
    notice.close();
    flight.end();
  }
}

async function lookUntilEnd(
  task: Task,
  requestId: string,
  signal: AbortSignal,
  enter: (invocation: AsyncInvocation) => void,
): Promise<Followed> {
  const switchOff = await recordSwitchOff(task, signal);
  let [looks, misses, failures] = [0, 0, 0];
  let known: string | undefined;
  while (!signal.aborted) {
    try {
      const found = await task.cloud.getAsyncInvocation(task.ref, requestId, signal);
      failures = 0;
      if (!found && known === undefined && ++misses >= (switchOff ? LOOKS.switchOff : LOOKS.switchOn)) {
        return { kind: 'unrecorded', switchOff };
      }
      if (found && found.status !== known) {
        known = found.status;
        looks = 0;
        enter(found);
      }
      if (found && ENDS.has(found.phase)) return { kind: 'ended', invocation: found };
      await sleep(pause(looks++), undefined, { signal });
    } catch (error) {
      if (signal.aborted) break;
      const again = error instanceof CloudError && error.facts.repeatable;
      if (!again || ++failures >= FAILURES) return { kind: 'lost', error };
      await sleep(pause(looks++));
    }
  }
  return { kind: 'left' };
}

const ENDS: ReadonlySet<AsyncPhase> = new Set(['succeeded', 'failed', 'discarded', 'stopped']);

/** Whether the config is known not to ask for records. A config that cannot be read says nothing. */
async function recordSwitchOff(task: Task, signal: AbortSignal): Promise<boolean> {
  try {
    const config = await task.cloud.getAsyncConfig(task.ref, signal);
    return readView(task.profile, config?.document).record !== true;
  } catch {
    return false;
  }
}

/** A progress notice whose Cancel asks what to stop, and which comes back while the invocation is still followed. */
function showNotice(
  label: string,
  stop: () => Promise<void>,
): { report(status: string): void; close(): void } {
  const closed = new AbortController();
  let status: string | undefined;
  let update: (() => void) | undefined;
  const open = async () => {
    while (!closed.signal.aborted) {
      const pressed = await vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          title: vscode.l10n.t('Following {0}', label),
          cancellable: true,
        },
        (progress, token) =>
          new Promise<boolean>((resolve) => {
            update = () => status !== undefined && progress.report({ message: status });
            update();
            token.onCancellationRequested(() => resolve(true));
            closed.signal.addEventListener('abort', () => resolve(false), { once: true });
          }),
      );
      if (pressed) await stop();
    }
  };
  void open();
  return {
    report: (next) => {
      status = next;
      update?.();
    },
    close: () => closed.abort(),
  };
}
