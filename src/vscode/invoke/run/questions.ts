import * as vscode from 'vscode';
import type { Cloud } from '../../../cloud/cloud';
import type { StopChoice } from '../../../app/invocations/follow';
import { duration } from '../../../model/duration';
import { refLabel, type FunctionRef } from '../../../model/functionRef';
import type { Mode } from '../../../model/invocation/record';
import type { Report } from '../../report';
import { ask } from '../../window/notices';

/** Asks what to do about a function that may run longer than the service's gateway waits, both in seconds. */
export async function askLongRunning(
  report: Report,
  ref: FunctionRef,
  seconds: number,
  gateway: number,
): Promise<Mode | undefined> {
  const wait = vscode.l10n.t('Invoke Anyway');
  const queue = vscode.l10n.t('Queue Event');
  const chosen = await ask(
    vscode.l10n.t('{0} may run for {1}.', refLabel(ref), report.say(duration(seconds))),
    vscode.l10n.t(
      'The service ends a synchronous call after {0}. The function would run on, and its result would be lost. An asynchronous invocation has no such limit.',
      report.say(duration(gateway)),
    ),
    wait,
    queue,
  );
  return chosen === wait ? 'sync' : chosen === queue ? 'async' : undefined;
}

/** Asks what Cancel shall stop: the invocation, or only following it. */
export async function askStop(ref: FunctionRef, cloud: Cloud): Promise<StopChoice> {
  if (!cloud.capabilities.stopAsync) return 'leave';
  const stop = vscode.l10n.t('Stop on the Service');
  const leave = vscode.l10n.t('Stop Following');
  const chosen = await ask(
    vscode.l10n.t('Stop {0} on the service, or only stop following it?', refLabel(ref)),
    vscode.l10n.t('A function that is stopped half-way may leave its work half done.'),
    stop,
    leave,
  );
  return chosen === stop ? 'stop' : chosen === leave ? 'leave' : undefined;
}
