import * as vscode from 'vscode';
import type { Journal } from '../../app/invocations/journal';
import type { FunctionRef } from '../../model/functionRef';
import { sandboxId } from '../../model/services';
import { exists } from '../files';
import type { SandboxControl } from '../sandbox/control';

/** A function of the sandbox, with a payload for it where one is known. */
interface Found {
  readonly ref: FunctionRef | undefined;
  readonly payload: vscode.Uri | undefined;
}

/**
 * The function whose code the active editor shows, with the payload that was sent to it last, else the `payload.json`
 * beside its code. Undefined where the editor shows anything else.
 */
export async function functionInEditor(
  control: SandboxControl,
  journal: Journal,
): Promise<Found | undefined> {
  const named = await control.functionAt(vscode.window.activeTextEditor?.document.uri);
  if (!named) return undefined;
  const { group, name, folder } = named;
  const records = await journal.list();
  const last = records
    .filter(
      ({ ref, source }) =>
        source !== undefined &&
        // One of that name is another document by now, or that of another window.
        !source.startsWith('untitled:') &&
        ref.name === name &&
        (ref.group === group || ref.group === '') &&
        control.controls(ref.connection),
    )
    .reduce<(typeof records)[number] | undefined>(
      (newest, record) => (newest && newest.startedAt > record.startedAt ? newest : record),
      undefined,
    );
  const source = last?.source === undefined ? undefined : vscode.Uri.parse(last.source);
  if (last && source && (source.scheme !== 'file' || (await exists(source))))
    return { ref: last.ref, payload: source };
  const beside = vscode.Uri.joinPath(folder, 'payload.json');
  const ref = { connection: sandboxId('functiongraph-huawei'), group, name, qualifier: 'latest' };
  return { ref, payload: (await exists(beside)) ? beside : undefined };
}
