import * as vscode from 'vscode';
import { proposedExpectations } from '../../app/expectations/proposal';
import type { LazyPart } from '../../app/lazyPart';
import type { InvocationRecord, InvocationSummary } from '../../model/invocation/record';
import { exists } from '../files';
import type { Invoking } from '../invoke/invoking';
import { filedPlace } from '../invoke/payload/filedPlace';
import type { Report } from '../report';
import { tell } from '../window/notices';

/** How an invocation has ended that shows what its function does. */
const TELLING: readonly string[] = ['succeeded', 'returnedError', 'functionError', 'discarded', 'stopped'];

/**
 * Opens the file that says what is expected of a payload file. Where there is none, it is written with what the last
 * invocation of the payload gave, for the person to edit. Undefined: the payload is no file of its function, which is told.
 */
export async function addExpectations(
  payload: vscode.Uri | undefined,
  { invoking, report }: { readonly invoking: LazyPart<Invoking>; readonly report: Report },
): Promise<vscode.Uri | undefined> {
  if (!payload || !filedPlace(payload)) {
    const save = vscode.l10n.t('Save Payload as…');
    const text = vscode.l10n.t(
      'Expectations lie beside a payload file of a function, in {0}: save the payload there first.',
      vscode.workspace.getConfiguration('fndeck', payload).get('payloads.folder', '.fndeck'),
    );
    const answer = await tell('information', text, ...(payload ? [save] : []));
    if (answer === save) await vscode.commands.executeCommand('fndeck.savePayload', payload);
    return undefined;
  }
  const stem = payload.path.replace(/\.jsonc?$/i, '');
  const [made, ...others] = ['.expect.json', '.expect.jsonc'].map((ending) =>
    payload.with({ path: stem + ending }),
  );
  const there = [made, ...others].map(async (uri) => uri && ((await exists(uri)) ? uri : undefined));
  const found = (await Promise.all(there)).find((uri) => uri !== undefined);
  if (!found && made) {
    const record = await lastOf(payload, await invoking.get());
    const text = proposedExpectations(record, (said) => report.say(said));
    await vscode.workspace.fs.writeFile(made, Buffer.from(text));
  }
  const file = found ?? made;
  if (file) await vscode.window.showTextDocument(file, { preview: false });
  return file;
}

/** The last invocation of a payload file that tells what its function does with it. */
async function lastOf(payload: vscode.Uri, { journal }: Invoking): Promise<InvocationRecord | undefined> {
  const isTelling = ({ source, outcome }: InvocationSummary): boolean =>
    source === payload.toString() && TELLING.includes(outcome.kind);
  const last = (await journal.list()).find(isTelling);
  return last && journal.get(last.id);
}
