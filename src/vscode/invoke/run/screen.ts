import * as vscode from 'vscode';
import type { Progress, Screen } from '../../../app/invocations/stage';
import type { Report } from '../../report';
import { withProgress } from '../../window/progress';

/** What running invocations show: progress in notices, failures by the report. */
export function createScreen(report: Report): Screen {
  return {
    say: (said) => report.say(said),
    describe: (error) => report.describe(error),
    failure: (what, error) => report.failure(what, error),
    progress: (title, cancel) => showProgress(report.say(title), cancel),
  };
}

/** A progress notice whose Cancel calls `cancel`, and which comes back unless it was closed meanwhile. */
function showProgress(title: string, cancel: () => unknown): Progress {
  const closed = new AbortController();
  let text: string | undefined;
  let update: (() => void) | undefined;
  const open = async () => {
    while (!closed.signal.aborted) {
      const pressed = await withProgress(
        { location: vscode.ProgressLocation.Notification, title, cancellable: true },
        (show, token) =>
          new Promise<boolean>((resolve) => {
            update = () => text !== undefined && show(text);
            update();
            token.onCancellationRequested(() => resolve(true));
            closed.signal.addEventListener('abort', () => resolve(false), { once: true });
          }),
      );
      if (pressed) await cancel();
    }
  };
  void open();
  return {
    report: (next) => {
      text = next;
      update?.();
    },
    close: () => closed.abort(),
  };
}
