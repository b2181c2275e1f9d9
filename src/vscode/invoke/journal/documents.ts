import * as vscode from 'vscode';
import { refLabel } from '../../../model/functionRef';
import { clockBeside } from '../../../model/invocation/outputText';
import type { InvocationRecord } from '../../../model/invocation/record';
import {
  extensionOf,
  IN_DOCUMENT,
  pathOf,
  readPath,
  textOf,
  type Part,
} from '../../../app/invocations/recordText';
import {
  comparedQuery,
  compareRecords,
  nameOfPart,
  readComparedQuery,
  type ComparedName,
  type ComparedPart,
} from '../../../app/invocations/comparison';
import type { Report } from '../../report';
import type { Journal } from '../../../app/invocations/journal';
import { bodyOf, type ResultFiles } from './resultFiles';
import { listed } from '../../../model/message';

/** Scheme of read-only documents that show a part of a record. */
const SCHEME = 'fndeck-result';

/** Read-only documents over the journal. */
export interface RecordDocuments extends vscode.Disposable {
  /** Opens a part beside the active editor; the focus stays unless it is asked for. */
  open(record: InvocationRecord, part: Part, takesFocus?: boolean): Promise<void>;
  /** Turns a result document from unwrapped to raw and back. */
  toggleRaw(uri: vscode.Uri | undefined): Promise<void>;
  /** Two records side by side, part by part, without what is another each time. */
  compare(older: InvocationRecord, newer: InvocationRecord): Promise<void>;
  /** Two records side by side, each as one text. */
  compareAsTheyAre(older: InvocationRecord, newer: InvocationRecord): Promise<void>;
}

/** Documents with the scheme `fndeck-result`. A result over 1 MB is opened as a file, where the journal keeps any. */
export function createRecordDocuments(journal: Journal, files: ResultFiles, report: Report): RecordDocuments {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  /** Documents of records that may change yet: an event is still followed, or may be again. */
  const open = new Map<string, vscode.Uri>();
  const listening = journal.onDidChange(() => {
    for (const uri of open.values()) changed.fire(uri);
  });
  const closing = vscode.workspace.onDidCloseTextDocument(({ uri }) => open.delete(uri.toString()));
  const provider = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    onDidChange: changed.event,
    provideTextDocumentContent: async (uri) => {
      const compared = uri.scheme === SCHEME ? readComparedQuery(uri.query) : undefined;
      if (compared)
        return (await sideOf(compared)) ?? vscode.l10n.t('This invocation is no longer in the history.');
      const named = readUri(uri);
      const record = named && (await journal.get(named.id));
      if (record?.outcome.kind === 'queued') open.set(uri.toString(), uri);
      else open.delete(uri.toString());
      if (!record) return vscode.l10n.t('This invocation is no longer in the history.');
      return textOf(record, named.part, (said) => report.say(said));
    },
  });
  const sideOf = async ({ older, newer, side, part }: ComparedName): Promise<string | undefined> => {
    const [one, other] = [await journal.get(older), await journal.get(newer)];
    if (!one || !other) return undefined;
    return compareRecords(one, other, (said) => report.say(said)).find((each) => each.part === part)?.[side];
  };
  const beside = (takesFocus: boolean) => ({
    viewColumn: freeColumn(),
    preserveFocus: !takesFocus,
    preview: true,
  });

  return {
    open: async (record, part, takesFocus = false) => {
      if (part === 'result' && record.binary) {
        await files.show(record, record.binary, beside(takesFocus));
        return;
      }
      const { result = '' } = record;
      const isLarge = part === 'result' && result.length > IN_DOCUMENT;
      const file = isLarge ? await journal.resultFile(record, extensionOf(record), result) : undefined;
      if (file !== undefined) {
        await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file), beside(takesFocus));
        return;
      }
      await vscode.window.showTextDocument(uriOf(record, part), beside(takesFocus));
      const body = part === 'http' ? bodyOf(record) : undefined;
      if (body) await files.show(record, body, { ...beside(takesFocus), preview: false });
    },

    toggleRaw: async (uri) => {
      const shown = uri ?? vscode.window.activeTextEditor?.document.uri;
      const named = shown && readUri(shown);
      const record = named && (await journal.get(named.id));
      if (!record) return;
      const next = named.part === 'raw' ? 'result' : 'raw';
      await vscode.window.showTextDocument(uriOf(record, next), { preview: true });
    },

    compare: async (older, newer) => {
      const compared = compareRecords(older, newer, (said) => report.say(said));
      const different = compared.filter((each) => each.part !== 'numbers' && each.older !== each.newer);
      const names = different.map(({ part }) => report.say(nameOfPart(part)));
      const title =
        names.length > 0
          ? vscode.l10n.t('{0}: different: {1}', titleOf(older, newer), listed(names, report.say))
          : vscode.l10n.t('{0}: no difference but in the numbers', titleOf(older, newer));
      const resources = compared.map(({ part }) => {
        const file = `${report.say(nameOfPart(part))}.${endingOf(part, older, newer)}`;
        const pair = { older: older.id, newer: newer.id, part };
        const [left, right] = (['older', 'newer'] as const).map((side) =>
          vscode.Uri.from({ scheme: SCHEME, path: `/${file}`, query: comparedQuery({ ...pair, side }) }),
        );
        return [right, left, right];
      });
      await vscode.commands.executeCommand('vscode.changes', title, resources);
    },

    compareAsTheyAre: async (older, newer) => {
      const [left, right] = [uriOf(older, 'record'), uriOf(newer, 'record')];
      await vscode.commands.executeCommand('vscode.diff', left, right, titleOf(older, newer));
    },

    dispose: () => void vscode.Disposable.from(provider, listening, closing, changed).dispose(),
  };
}

/** Beside the payload; where such a document has the focus already, in its place. */
function freeColumn(): vscode.ViewColumn {
  const shown = vscode.window.activeTextEditor?.document.uri.scheme === SCHEME;
  return shown ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
}

function titleOf(older: InvocationRecord, newer: InvocationRecord): string {
  const [left, right] = [older, newer].map(
    ({ ref, startedAt }) => `${refLabel(ref)} ${clockBeside(startedAt, Date.now())}`,
  );
  return `${left ?? ''} ↔ ${right ?? ''}`;
}

/** By which VS Code chooses the language of a part. */
function endingOf(part: ComparedPart, older: InvocationRecord, newer: InvocationRecord): string {
  if (part === 'payload') return 'json';
  if (part !== 'result') return part === 'log' ? 'log' : 'txt';
  return extensionOf(older) === 'json' && extensionOf(newer) === 'json' ? 'json' : 'txt';
}

function uriOf(record: InvocationRecord, part: Part): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: pathOf(record, part) });
}

function readUri(uri: vscode.Uri): ReturnType<typeof readPath> {
  return uri.scheme === SCHEME ? readPath(uri.path) : undefined;
}
