import * as vscode from 'vscode';

/** Whether the output comes to the front in this situation. */
export function reveals(situation: 'always' | 'onError'): boolean {
  return read<string>('invoke.revealOutput', 'always') === situation;
}

/** Whether the result opens by itself. */
export function opensResult(succeeded: boolean): boolean {
  const when = read<string>('invoke.openResult', 'never');
  return when === 'always' || (when === 'onSuccess' && succeeded);
}

/** How many invocations the journal keeps. */
export function keptInvocations(): number {
  return Math.max(0, read<number>('invoke.keep', 100));
}

function read<T>(key: string, byDefault: T): T {
  return vscode.workspace.getConfiguration('fndeck').get<T>(key, byDefault);
}
