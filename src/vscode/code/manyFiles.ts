import * as vscode from 'vscode';
import { fileStateInWords, type FileState } from '../../app/code/fileState';
import type { FoundFile } from '../../app/code/configFiles';
import type { ServiceCopy } from '../../app/configs/serviceCopies';
import { checkText } from '../../app/text/checkText';
import { createTurns } from '../../app/turns';
import { parseConfigFileName } from '../../model/documentPath';
import { refLabel, type FunctionRef } from '../../model/functionRef';
import { sameJson, type JsonObject } from '../../model/json';
import { profileOf } from '../../model/services';
import { fileText } from '../configEditor/document/fileText';
import { withCancel, withProgress } from '../window/progress';
import { pickLine, pickLines } from '../window/quickInput';
import { ask, tell } from '../window/notices';
import { agreeOn, copyOf, nothingHeld, savedText, writeAdopted } from './fileCommands';
import type { FileDeps, FiledSubject } from './subject';
import { listed } from '../../model/message';
import { say } from '../report';
import { counted } from '../window/counted';

/** A file of a list, beside what its service holds. */
interface Candidate extends FiledSubject {
  /** What the file and the service said when they were shown; absent where one of them could not be read. */
  readonly seen?: { readonly text: string; readonly held: JsonObject | undefined };
  readonly state?: FileState;
  readonly failure?: string;
}

/** How it ended with one file. */
interface Result {
  readonly candidate: Candidate;
  readonly ok: boolean;
  readonly said: string;
}

/**
 * Lets a person choose among the config files of a folder (or of the workspace), asks once, and applies or adopts the
 * chosen ones one after the other. Gives how many went well; the result of each is shown in a list.
 */
export async function changeMany(
  deps: FileDeps,
  act: 'apply' | 'adopt',
  folder: vscode.Uri | undefined,
  found: (uri: vscode.Uri) => FoundFile,
): Promise<number> {
  const inside = (file: FoundFile): boolean =>
    folder === undefined || file.uri.startsWith(`${folder.toString()}/`);
  const named = folder && parseConfigFileName(found(folder).name) ? [found(folder)] : undefined;
  const files = named ?? (await deps.files.all()).filter(inside);
  const title = act === 'apply' ? vscode.l10n.t('Apply Files') : vscode.l10n.t('Adopt from Service');
  const candidates = await withCancel(vscode.l10n.t('Comparing files with their services…'), (signal) =>
    compared(deps, files, signal),
  );
  if (!candidates) return 0;
  if (candidates.length === 0) {
    void tell(
      'information',
      vscode.l10n.t('There is no configuration file for any of your connections here.'),
    );
    return 0;
  }
  const chosen = await choose(deps, candidates, act, title);
  if (!chosen || chosen.length === 0 || !(await agreed(chosen, act))) return 0;
  const results = await carriedOut(deps, chosen, act, title);
  await showResults(results, chosen.length, title);
  return results.filter(({ ok }) => ok).length;
}

async function compared(
  deps: FileDeps,
  files: readonly FoundFile[],
  signal: AbortSignal,
): Promise<readonly Candidate[] | undefined> {
  const owned = await Promise.all(
    files.map(async (file) => {
      const service = parseConfigFileName(file.name)?.service;
      const owners = service === undefined ? [] : await deps.files.ownersOf(file, deps.connections.list());
      return owners.map((ref) => ({
        file: vscode.Uri.parse(file.uri, true),
        ref,
        profile: profileOf(service ?? ''),
      }));
    }),
  );
  const inTurn = createTurns();
  const compare = async (one: FiledSubject) => (signal.aborted ? undefined : beside(deps, one));
  const candidates = await Promise.all(owned.flat().map((one) => inTurn(() => compare(one))));
  return signal.aborted ? undefined : candidates.filter((one) => one !== undefined);
}

async function beside(deps: FileDeps, subject: FiledSubject): Promise<Candidate> {
  try {
    const held = (await copyOf(deps, subject.ref)).config?.document;
    const text = await fileText(subject.file).catch(() => undefined);
    const state = await deps.files.stateOf(subject.file.toString(), subject.ref, subject.profile.id, held);
    return { ...subject, ...(text !== undefined && { seen: { text, held } }), state };
  } catch (error) {
    return { ...subject, failure: deps.report.describe(error).text };
  }
}

/** The files that the person has ticked: those that only one side has changed are ticked to begin with. */
async function choose(
  deps: FileDeps,
  candidates: readonly Candidate[],
  act: 'apply' | 'adopt',
  title: string,
): Promise<readonly Candidate[] | undefined> {
  const items = candidates.map((candidate) => ({
    label: vscode.workspace.asRelativePath(candidate.file),
    description: whose(deps, candidate.ref),
    detail: candidate.state ? deps.report.say(fileStateInWords(candidate.state)) : (candidate.failure ?? ''),
    picked: candidate.state?.kind === (act === 'apply' ? 'fileAhead' : 'serviceChanged'),
    candidate,
  }));
  const placeHolder =
    act === 'apply'
      ? vscode.l10n.t('Which files are sent to their functions?')
      : vscode.l10n.t('Which files take what their functions have?');
  const picked = await pickLines(items, { title, placeHolder, matchOnDescription: true });
  return picked?.map((item) => item.candidate);
}

async function agreed(chosen: readonly Candidate[], act: 'apply' | 'adopt'): Promise<boolean> {
  const yes = act === 'apply' ? vscode.l10n.t('Apply') : vscode.l10n.t('Overwrite');
  const detail = chosen.map(({ file, ref }) => {
    const [from, to] = [vscode.workspace.asRelativePath(file), refLabel(ref)];
    return act === 'apply' ? `• ${from} → ${to}` : `• ${to} → ${from}`;
  });
  return (await ask(questionOf(act, chosen.length), detail.join('\n'), yes)) === yes;
}

function questionOf(act: 'apply' | 'adopt', files: number): string {
  if (act === 'apply')
    return files === 1
      ? vscode.l10n.t('Apply 1 file to its function?')
      : vscode.l10n.t('Apply {0} files to their functions?', counted(files));
  return files === 1
    ? vscode.l10n.t('Overwrite 1 file with what its function has?')
    : vscode.l10n.t('Overwrite {0} files with what their functions have?', counted(files));
}

/** One after the other, until the person cancels; what was not begun has no result. */
async function carriedOut(
  deps: FileDeps,
  chosen: readonly Candidate[],
  act: 'apply' | 'adopt',
  title: string,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const one = async (candidate: Candidate): Promise<void> => {
    try {
      const said = act === 'apply' ? await applied(deps, candidate) : await adopted(deps, candidate);
      results.push({ candidate, ok: true, said });
    } catch (error) {
      results.push({ candidate, ok: false, said: deps.report.describe(error).text });
    }
  };
  const location = vscode.ProgressLocation.Notification;
  await withProgress({ location, title, cancellable: true }, async (line, token) => {
    for (const connection of new Set(chosen.map(({ ref }) => ref.connection))) {
      const mine = chosen.filter(({ ref }) => ref.connection === connection);
      const work = async (): Promise<void> => {
        for (const candidate of mine) {
          if (token.isCancellationRequested) return;
          const [at, all] = [counted(results.length + 1), counted(chosen.length)];
          line(vscode.l10n.t('{0} of {1}: {2}', at, all, refLabel(candidate.ref)));
          await one(candidate);
        }
      };
      if (act === 'adopt') await work();
      else await confirmed(deps, connection, mine, work, results);
    }
  });
  return results;
}

/** A marked connection is asked about once for all of its files; where it refuses, that is the result of each. */
async function confirmed(
  deps: FileDeps,
  connection: string,
  mine: readonly Candidate[],
  work: () => Promise<void>,
  results: Result[],
): Promise<void> {
  try {
    const [{ ref } = {}, ...others] = mine;
    const about = ref && others.length === 0 ? { ref } : { writes: mine.length };
    const action = { connection, operation: 'putAsyncConfig' as const, ...about };
    await deps.connections.guard.action(action, work);
  } catch (error) {
    const { text } = deps.report.describe(error);
    results.push(...mine.map((candidate) => ({ candidate, ok: false, said: text })));
  }
}

async function applied(deps: FileDeps, candidate: Candidate): Promise<string> {
  const { ref, file, profile } = candidate;
  const text = await savedText(file);
  const copy = await copyOf(deps, ref);
  refuseOther(candidate, text, copy);
  const config = await deps.config.get();
  const checked = checkText(profile, text, config.contextOf(ref), deps.report.say);
  if (checked.kind === 'refused') throw new Error(deps.report.say(checked.why));
  const { fields } = await config.send(ref, checked.document, copy);
  await agreeOn(deps, file, ref);
  return fields.length === 0
    ? vscode.l10n.t('applied')
    : vscode.l10n.t('applied, but the service changed: {0}', listed(fields, say));
}

async function adopted(deps: FileDeps, candidate: Candidate): Promise<string> {
  const text = await savedText(candidate.file);
  const copy = await copyOf(deps, candidate.ref);
  refuseOther(candidate, text, copy);
  const held = copy.config?.document;
  if (!held) throw nothingHeld(candidate.ref);
  await writeAdopted(deps, candidate, text, held);
  return vscode.l10n.t('written');
}

/** Throws where a file, or what its service holds, is not what the person has chosen it by. */
function refuseOther({ seen, failure }: Candidate, text: string, { config }: ServiceCopy): void {
  if (!seen) throw new Error(failure);
  if (seen.text === text && sameJson(seen.held, config?.document)) return;
  throw new Error(
    vscode.l10n.t('The file, or what its function has, was changed meanwhile: both are left as they are.'),
  );
}

/** What became of each file; a chosen line opens it. */
async function showResults(results: readonly Result[], of: number, title: string): Promise<void> {
  const well = results.filter(({ ok }) => ok).length;
  const said = vscode.l10n.t('{0} of {1} files are done.', counted(well), counted(of));
  if (well === of) return void tell('information', said);
  const items = results.map(({ candidate, ok, said: detail }) => ({
    label: vscode.workspace.asRelativePath(candidate.file),
    description: refLabel(candidate.ref),
    detail,
    iconPath: new vscode.ThemeIcon(ok ? 'pass' : 'error'),
    file: candidate.file,
  }));
  const chosen = await pickLine(items, {
    title: `${title}: ${said}`,
    placeHolder: vscode.l10n.t('Open which file?'),
  });
  if (chosen) await vscode.commands.executeCommand('vscode.open', chosen.file);
}

function whose({ connections }: FileDeps, ref: FunctionRef): string {
  return `${refLabel(ref)} · ${connections.get(ref.connection)?.name ?? ref.connection}`;
}
