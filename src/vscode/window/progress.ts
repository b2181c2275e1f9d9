import * as vscode from 'vscode';
import { plain } from './notices';

/** Shows progress for as long as `work` takes; what is reported replaces the line below the title. */
export function withProgress<T>(
  options: vscode.ProgressOptions,
  work: (report: (line: string) => void, token: vscode.CancellationToken) => Thenable<T>,
): Thenable<T> {
  const { title } = options;
  return vscode.window.withProgress(
    { ...options, ...(title !== undefined && { title: plain(title) }) },
    (progress, token) => work((line) => progress.report({ message: plain(line) }), token),
  );
}

/**
 * Shows a notice with Cancel for as long as `work` takes; what is reported replaces the line below the title. Undefined
 * where the person cancelled and the work gave up.
 */
export function withCancel<T>(
  title: string,
  work: (signal: AbortSignal, report: (line: string) => void) => Promise<T>,
): Thenable<T | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return withProgress(options, async (report, token) => {
    const leaving = new AbortController();
    token.onCancellationRequested(() => leaving.abort());
    try {
      return await work(leaving.signal, report);
    } catch (error) {
      if (leaving.signal.aborted) return undefined;
      throw error;
    }
  });
}
