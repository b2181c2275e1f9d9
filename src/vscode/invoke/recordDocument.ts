import * as vscode from 'vscode';
import { refLabel } from '../../model/functionRef';
import { clock } from '../../model/invocation/outputText';
import { printRecord } from '../../model/invocation/printRecord';
import type { InvocationRecord } from '../../model/invocation/record';
import { layOut, readResult } from '../../model/invocation/result';
import type { Report } from '../report';
import type { Journal } from '../../app/invocations/journal';

/** Scheme of read-only documents that show a part of a record. */
const SCHEME = 'fndeck-result';

/** Results above this many characters are opened as a file. */
const IN_DOCUMENT = 1024 * 1024;

/** What of a record a document shows. */
export type Part = 'result' | 'raw' | 'payload' | 'log' | 'record';

/** Read-only documents over the journal. */
export interface RecordDocuments extends vscode.Disposable {
  /** Opens a part beside the active editor; the focus stays unless it is asked for. */
  open(record: InvocationRecord, part: Part, takesFocus?: boolean): Promise<void>;
  /** Turns a result document from unwrapped to raw and back. */
  toggleRaw(uri: vscode.Uri | undefined): Promise<void>;
  /** Two records side by side. */
  compare(older: InvocationRecord, newer: InvocationRecord): Promise<void>;
}

/** Makes the documents; a result over 1 MB is opened as a file, where the journal keeps any. */
export function createRecordDocuments(journal: Journal, report: Report): RecordDocuments {
  const provider = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: async (uri) => {
      const named = readUri(uri);
      const record = named && (await journal.get(named.id));
      if (!record) return vscode.l10n.t('This invocation is no longer in the journal.');
      return textOf(record, named.part, report);
    },
  });
  const beside = (takesFocus: boolean) => ({
    viewColumn: freeColumn(),
    preserveFocus: !takesFocus,
    preview: true,
  });

  return {
    open: async (record, part, takesFocus = false) => {
      const isLarge = part === 'result' && (record.result?.length ?? 0) > IN_DOCUMENT;
      const file = isLarge ? await journal.resultFile(record, extension(record)) : undefined;
      if (file !== undefined) {
        await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file), beside(takesFocus));
        return;
      }
      await vscode.window.showTextDocument(uriOf(record, part), beside(takesFocus));
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
      const title = `${refLabel(older.ref)} ${clock(older.startedAt)} ↔ ${refLabel(newer.ref)} ${clock(newer.startedAt)}`;
      await vscode.commands.executeCommand(
        'vscode.diff',
        uriOf(older, 'record'),
        uriOf(newer, 'record'),
        title,
      );
    },

    dispose: () => {
      provider.dispose();
    },
  };
}

/** Beside the payload; where such a document has the focus already, in its place. */
function freeColumn(): vscode.ViewColumn {
  const shown = vscode.window.activeTextEditor?.document.uri.scheme === SCHEME;
  return shown ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
}

/** `fndeck-result:/<id>/<part>/<name>.<part>.json`: all that is needed to show it again after a reload. */
function uriOf(record: InvocationRecord, part: Part): vscode.Uri {
  const ends: Record<Part, string> = {
    result: `result.${extension(record)}`,
    raw: 'raw.txt',
    payload: 'payload.json',
    log: 'log',
    record: 'invocation.txt',
  };
  return vscode.Uri.from({ scheme: SCHEME, path: `/${record.id}/${part}/${record.ref.name}.${ends[part]}` });
}

function readUri(uri: vscode.Uri): { readonly id: string; readonly part: Part } | undefined {
  const [, id, part] = uri.scheme === SCHEME ? uri.path.split('/') : [];
  return id !== undefined && part !== undefined && isPart(part) ? { id, part } : undefined;
}

function isPart(text: string): text is Part {
  return ['result', 'raw', 'payload', 'log', 'record'].includes(text);
}

function textOf(record: InvocationRecord, part: Part, report: Report): string {
  switch (part) {
    case 'result':
      return record.result === undefined ? '' : readResult(record.result).text;
    case 'raw':
      return record.result ?? '';
    case 'payload':
      return record.payload === undefined ? '' : layOut(record.payload);
    case 'log':
      return record.log;
    case 'record':
      return printRecord(record, (said) => report.say(said));
  }
}

/** JSON only where the result is JSON, so that VS Code marks no errors in other texts. */
function extension({ result }: InvocationRecord): 'json' | 'txt' {
  if (result === undefined) return 'txt';
  return result.length > IN_DOCUMENT
    ? /^\s*[[{"]/.test(result)
      ? 'json'
      : 'txt'
    : readResult(result).form === 'json'
      ? 'json'
      : 'txt';
}
