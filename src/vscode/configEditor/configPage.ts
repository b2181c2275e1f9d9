import * as vscode from 'vscode';
import { parseDocumentPath, SCHEME } from '../../model/documentPath';
import { namesInOrder } from '../../model/fields';
import type { ServiceId } from '../../model/service';
import { profileOf } from '../../model/services';
import type { Edit, FromWebview, PageCommand, PageState, ToWebview } from '../../webview/protocol';
import type { Connections } from '../connections/connections';
import type { Report } from '../report';
import type { Drafts } from './drafts';
import { createEditQueue } from './editQueue';
import type { Held } from './held';
import { showPage } from './page';
import { pageStateOf } from './pageState';
import type { SaveStatuses } from './saveStatus';
import { subjectOf } from './subject';

/** What a page shows and asks for, besides its document. */
export interface PageSources {
  readonly extension: vscode.Uri;
  readonly connections: Connections;
  readonly held: Held;
  readonly drafts: Drafts;
  readonly statuses: SaveStatuses;
  readonly report: Report;
  /** Does what a button asks for. */
  run(command: PageCommand, uri: vscode.Uri, panel: vscode.WebviewPanel): Promise<void>;
}

/** One page of a document. */
export interface ConfigPage {
  readonly document: vscode.TextDocument;
  /** Brings what is typed and not yet sent into the document. Ends in any case, soon. */
  flush(): Promise<void>;
}

/** How long, in milliseconds, a page has to answer a flush. VS Code gives a save 1.5 s and blames who takes longer. */
const FLUSH_MS = 600;

/** Fills a panel with the page of a document; it ends with the panel. */
export function openConfigPage(
  document: vscode.TextDocument,
  service: ServiceId,
  panel: vscode.WebviewPanel,
  sources: PageSources,
): ConfigPage {
  const { connections, held, drafts, statuses, report } = sources;
  const { uri } = document;
  const profile = profileOf(service);
  const queue = createEditQueue(document, namesInOrder(profile));
  const flushes = new Map<number, () => void>();
  let state: 'loading' | 'shown' | 'gone' = 'loading';
  let subject = subjectOf(uri, service, connections);
  let edit = 0;
  let arriving = 0;
  let flushCount = 0;
  let drawing = false;

  const pageState = (): PageState =>
    pageStateOf({
      profile,
      subject,
      text: document.getText(),
      dirty: document.isDirty,
      held: uri.scheme === SCHEME ? held.known(uri) : undefined,
      draft: drafts.has(uri),
      status: statuses.of(uri),
      edit,
      say: (said) => report.say(said),
    });
  const post = (message: ToWebview): void => {
    if (state !== 'gone') void panel.webview.postMessage(message);
  };
  /** Sends the state once for all that happened in one go; never between an edit and its number. */
  const draw = (): void => {
    if (drawing || state !== 'shown') return;
    drawing = true;
    queueMicrotask(() => {
      drawing = false;
      if (state === 'shown' && arriving === 0) post({ type: 'state', state: pageState() });
    });
  };

  const take = async (number: number, edits: readonly Edit[]): Promise<void> => {
    arriving += 1;
    try {
      if (edits.length > 0 && !(await queue.add(edits)) && state !== 'gone') {
        report.log.warn(`an edit of ${uri.toString()} did not arrive`);
      }
    } finally {
      arriving -= 1;
      // Also where it did not arrive: the page has to show what the document says.
      edit = Math.max(edit, number);
      draw();
    }
  };

  /** What the page shows beyond the text; where the service does not answer it goes without. */
  const learn = async (): Promise<void> => {
    const name = uri.scheme === SCHEME ? parseDocumentPath(uri.path) : undefined;
    if (!name) return;
    subject = subjectOf(uri, service, connections);
    await drafts.get(uri);
    const cloud = await connections.cloud(name.ref.connection);
    const ending = new AbortController();
    const stop = panel.onDidDispose(() => ending.abort());
    try {
      if (!held.known(uri)) await held.read(uri);
      const urn = await cloud.urnOf(name.ref, ending.signal);
      const { method, url } = await cloud.bareRequest(name.ref, 'putAsyncConfig', ending.signal);
      subject = { ...subject, urn, request: { method, url } };
    } finally {
      stop.dispose();
      draw();
    }
  };
  const refresh = (): void => {
    learn().catch((error: unknown) => {
      if (state !== 'gone') report.log.warn(`${uri.toString()}: ${String(error)}`);
      draw();
    });
  };

  const receive = (message: FromWebview): void => {
    switch (message.type) {
      case 'ready':
        state = 'shown';
        edit = 0;
        post({
          type: 'start',
          bundle: vscode.l10n.bundle ?? {},
          locale: vscode.env.language,
          state: pageState(),
        });
        return;
      case 'edit':
        take(message.edit, message.edits).catch(logFailure);
        return;
      case 'flushed': {
        const end = flushes.get(message.id);
        flushes.delete(message.id);
        take(message.edit, message.edits)
          .catch(logFailure)
          .finally(() => end?.());
        return;
      }
      case 'command':
        sources.run(message.command, uri, panel).catch(logFailure);
        return;
      case 'failed':
        report.log.error(`page of ${uri.toString()}: ${message.text}`);
        return;
      default:
        message satisfies never;
    }
  };
  const logFailure = (error: unknown): void => report.log.error(`${uri.toString()}: ${String(error)}`);

  const mine = (changed: vscode.Uri): void => {
    if (changed.toString() === uri.toString()) draw();
  };
  const listening = vscode.Disposable.from(
    panel.webview.onDidReceiveMessage(receive),
    panel.onDidChangeViewState(() => {
      if (panel.visible) draw();
    }),
    vscode.workspace.onDidChangeTextDocument((event) => mine(event.document.uri)),
    vscode.workspace.onDidSaveTextDocument((saved) => mine(saved.uri)),
    held.onDidChange(mine),
    drafts.onDidChange(mine),
    statuses.onDidChange(mine),
    connections.onDidChange(refresh),
  );
  panel.onDidDispose(() => {
    state = 'gone';
    listening.dispose();
    for (const end of flushes.values()) end();
  });
  showPage(panel.webview, sources.extension);
  refresh();

  return {
    document,
    flush: () => {
      if (state !== 'shown') return Promise.resolve();
      const id = ++flushCount;
      return new Promise((resolve) => {
        const limit = setTimeout(resolve, FLUSH_MS);
        flushes.set(id, () => {
          clearTimeout(limit);
          resolve();
        });
        post({ type: 'flush', id });
      });
    },
  };
}
