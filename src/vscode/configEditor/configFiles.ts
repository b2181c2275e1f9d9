import * as vscode from 'vscode';
import { print } from '../../model/configDocument';
import { parseDocumentPath, SCHEME } from '../../model/documentPath';
import type { JsonObject } from '../../model/json';
import { profileOf } from '../../model/services';
import { CloudError } from '../../cloud/errors';
import type { Report } from '../report';
import type { Drafts } from './drafts';
import { fileName } from './fileName';
import type { Held, HeldConfig } from './held';
import { parseText } from '../../app/text/parseText';
import { draftRevision, type Revision } from '../../app/configs/revision';
import { createSaveIntents } from './saveIntents';
import type { Sending } from './sending';
import { plain } from '../window';

/** Config documents as files of VS Code: read by GET, written by PUT. */
export interface ConfigFiles extends vscode.Disposable {
  /** What VS Code asks. */
  readonly provider: vscode.FileSystemProvider;
  /** Makes VS Code read a document again, if it is open and not dirty. */
  reload(uri: vscode.Uri): void;
}

/** What the file system needs. */
export interface ConfigFilesDeps {
  readonly held: Held;
  readonly drafts: Drafts;
  readonly report: Report;
  readonly sending: Sending;
}

/** What VS Code was told about a document. */
interface Told {
  /** The last answer of `stat`: what VS Code compares with at the next save. */
  readonly last?: Revision;
  /** The answer of `stat` for what was just written. */
  readonly written?: Revision;
  /** Why the service did not say what it holds when it was asked last; VS Code takes that for "there is no file". */
  readonly unanswered?: { readonly error: unknown };
  /** The service altered what was written: to be read again as soon as the save is over. */
  readonly stale?: boolean;
}

/**
 * Answers VS Code's questions about files. `stat` decides on conflicts and `writeFile` writes or throws, since VS Code's "Overwrite"
 * calls the same `writeFile`. Auto save ends in a draft, which is served in the place of what the service holds until
 * a person saves: then `stat` tells the truth again, and VS Code compares it with what the draft began with.
 */
export function createConfigFiles({ held, drafts, report, sending }: ConfigFilesDeps): ConfigFiles {
  const reloads = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const tolds = new Map<string, Told>();
  const told = (uri: vscode.Uri): Told => tolds.get(uri.path) ?? {};
  const tell = (uri: vscode.Uri, revision: Revision): vscode.FileStat => {
    tolds.set(uri.path, { last: revision });
    return { type: vscode.FileType.File, ctime: 0, ...revision };
  };
  const reload = (uri: vscode.Uri): void => reloads.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  const intents = createSaveIntents(SCHEME, (uri) => {
    const { last } = told(uri);
    tolds.set(uri.path, last ? { last } : {});
  });

  const draftOf = (uri: vscode.Uri) => (intents.of(uri) === 'asked' ? undefined : drafts.get(uri));

  const stat = async (uri: vscode.Uri): Promise<vscode.FileStat> => {
    if (!parseDocumentPath(uri.path)) return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    const { written, last, stale } = told(uri);
    if (written) {
      const answer = tell(uri, written);
      // Until the save is over VS Code must not learn that the service has something newer: it would not read it.
      if (stale) tolds.set(uri.path, { last: written, written, stale });
      return answer;
    }
    const draft = await draftOf(uri);
    if (draft) return tell(uri, draftRevision(draft.base, draft.text));
    // Auto save writes to this machine only: no reason to ask the service.
    if (intents.of(uri) === 'automatic' && last) return tell(uri, last);
    try {
      return tell(uri, (await held.read(uri)).revision);
    } catch (error) {
      tolds.set(uri.path, { ...(last && { last }), unanswered: { error } });
      throw fileError(report, error);
    }
  };

  const readFile = async (uri: vscode.Uri): Promise<Uint8Array> => {
    fileName(uri);
    const draft = await draftOf(uri);
    if (draft) return encode(draft.text);
    try {
      return encode((await held.readOnce(uri)).text);
    } catch (error) {
      throw fileError(report, error);
    }
  };

  const keepDraft = async (uri: vscode.Uri, text: string): Promise<void> => {
    const base = (await drafts.get(uri))?.base ?? told(uri).last ?? (await held.read(uri)).revision;
    const known = held.known(uri);
    if (known && known.revision.mtime === base.mtime && saysTheSame(uri, text, known)) {
      await drafts.drop(uri);
      tolds.set(uri.path, { last: base, written: base });
    } else {
      await drafts.keep(uri, { text, base });
      const revision = draftRevision(base, text);
      tolds.set(uri.path, { last: revision, written: revision });
    }
  };

  const writeFile = async (uri: vscode.Uri, content: Uint8Array): Promise<void> => {
    fileName(uri);
    const known = intents.of(uri) !== undefined;
    const text = new TextDecoder().decode(content);
    if (intents.take(uri) === 'automatic') return keepDraft(uri, text);
    const { unanswered } = told(uri);
    if (unanswered) {
      sending.failed(uri, unanswered.error);
      throw fileError(report, unanswered.error);
    }
    const { revision, changed } = await sending.text(uri, text).catch((error: unknown) => {
      throw fileError(report, error);
    });
    await drafts.drop(uri);
    const stale = known && changed.length > 0;
    tolds.set(uri.path, { last: revision, written: revision, ...(stale && { stale }) });
    // Written by somebody who is not the document's own save: that one has to be read again.
    if (!known) reload(uri);
  };

  const listening = vscode.Disposable.from(
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      if (uri.scheme !== SCHEME) return;
      const { last, stale } = told(uri);
      tolds.set(uri.path, last ? { last } : {});
      if (stale) reload(uri);
    }),
    // Reverted to what the service holds, after a save that VS Code refused: the draft is given up.
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      const { uri, isDirty } = document;
      if (uri.scheme !== SCHEME || isDirty || intents.of(uri) !== 'asked') return;
      if (document.getText() !== held.known(uri)?.text) return;
      intents.drop(uri);
      void drafts.drop(uri);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === SCHEME) tolds.delete(uri.path);
    }),
  );

  const refused = (uri: vscode.Uri): never => {
    const said = vscode.l10n.t(
      'Configurations belong to functions: they cannot be created, moved or copied here.',
    );
    throw vscode.FileSystemError.NoPermissions(plain(`${said} ${uri.path}`));
  };
  const provider: vscode.FileSystemProvider = {
    onDidChangeFile: reloads.event,
    watch: () => new vscode.Disposable(() => undefined),
    stat,
    readFile,
    writeFile,
    readDirectory: () => [],
    delete: async (uri) => {
      await held.delete(uri).catch((error: unknown) => {
        throw fileError(report, error);
      });
      await drafts.drop(uri);
    },
    createDirectory: refused,
    rename: refused,
    copy: refused,
  };

  return {
    provider,
    reload,
    dispose: () => {
      vscode.Disposable.from(listening, intents, reloads).dispose();
    },
  };
}

/** Whether a text says what the service holds. */
function saysTheSame(uri: vscode.Uri, text: string, { text: held }: HeldConfig): boolean {
  if (text === held) return true;
  const parsed = parseText(text);
  const { service } = fileName(uri);
  return parsed.kind === 'document' && print(profileOf(service), parsed.document as JsonObject) === held;
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A failure as VS Code shows it beside the editor: what happened, and what to do. */
function fileError(report: Report, error: unknown): vscode.FileSystemError {
  if (error instanceof vscode.FileSystemError) return error;
  const { text, hint } = report.describe(error);
  const sentence = hint === undefined ? text : `${text} ${hint}`;
  const denied = error instanceof CloudError && [401, 403].includes(error.facts.status ?? 0);
  return denied
    ? vscode.FileSystemError.NoPermissions(plain(sentence))
    : vscode.FileSystemError.Unavailable(plain(sentence));
}
