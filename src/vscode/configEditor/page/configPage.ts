import * as vscode from 'vscode';
import type { ConfigDocuments } from '../../../app/configs/configDocuments';
import { UNREAD } from '../../../app/configs/openConfig';
import { pageStateOf } from '../../../app/configs/pageState';
import type { LintContexts } from '../../../app/configs/lintContexts';
import type { ServiceCopies } from '../../../app/configs/serviceCopies';
import { parseDocumentPath, SCHEME } from '../../../model/documentPath';
import { namesInOrder } from '../../../model/fields';
import { refKey } from '../../../model/functionRef';
import type { ServiceId } from '../../../model/service';
import { profileOf } from '../../../model/services';
import type { Edit, FromWebview, PageCommand, PageState, ToWebview } from '../../../webview/protocol';
import type { Connections } from '../../connections/connections';
import type { Report } from '../../report';
import type { VerifyMarks } from '../../verify/openVerify';
import { showPage } from '../../webviewPage';
import { createEditQueue } from './editQueue';
import { subjectOf } from './subject';

/** What a page shows and asks for, besides its text document. */
export interface PageSources {
  readonly extension: vscode.Uri;
  readonly connections: Connections;
  readonly copies: ServiceCopies;
  readonly contexts: LintContexts;
  readonly documents: ConfigDocuments;
  readonly report: Report;
  readonly verified: VerifyMarks;
  /** Does what a button asks for. */
  readonly run: (command: PageCommand) => Promise<void>;
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
  { extension, connections, copies, contexts, documents, report, verified, run }: PageSources,
): ConfigPage {
  const { uri } = document;
  const onService = uri.scheme === SCHEME ? parseDocumentPath(uri.path) : undefined;
  const profile = profileOf(service);
  const queue = createEditQueue(document, namesInOrder(profile));
  let subject = subjectOf(uri, service, connections);

  const pageState = (): PageState =>
    pageStateOf({
      profile,
      subject,
      text: document.getText(),
      dirty: document.isDirty,
      copy: onService && copies.known(uri.path),
      state: onService ? documents.state(uri.path) : UNREAD,
      verified: onService && verified.mark(onService.ref, copies.known(uri.path)?.config?.document),
      context: contexts.of(onService ? uri.path : ''),
      editNumber: queue.last,
      say: (said) => report.say(said),
    });
  // Once for all that happened in one go; never between an edit and its number.
  const draw = oncePerTurn(() => {
    if (page.isStarted() && !queue.isBusy) page.post({ type: 'state', state: pageState() });
  });
  const flushes = createFlushes((id) => page.post({ type: 'flush', id }));
  const logFailure = (error: unknown): void => report.log.error(`${uri.toString()}: ${String(error)}`);

  const bringIn = async (number: number, edits: readonly Edit[]): Promise<void> => {
    try {
      const arrived = await queue.add(number, edits);
      if (!arrived && !page.closed.aborted) report.log.warn(`an edit of ${uri.toString()} did not arrive`);
    } catch (error) {
      logFailure(error);
    } finally {
      draw();
    }
  };

  /** What the page shows beyond the text; where the service does not answer it goes without. */
  const learn = async (): Promise<void> => {
    if (!onService) return;
    const { ref } = onService;
    subject = subjectOf(uri, service, connections);
    await documents.isDraft(uri.path);
    const cloud = await connections.cloud(ref.connection);
    try {
      if (!copies.known(uri.path)) await copies.read(uri.path);
      const urn = await cloud.urnOf(ref, page.closed);
      const { method, url } = await cloud.bareRequest(ref, 'putAsyncConfig', page.closed);
      contexts.learnUrn(uri.path, urn);
      subject = { ...subject, urn, request: { method, url } };
    } finally {
      draw();
    }
  };
  const refresh = (): void => {
    learn().catch((error: unknown) => {
      if (!page.closed.aborted) report.log.warn(`${uri.toString()}: ${String(error)}`);
      draw();
    });
  };

  const page = showPage<ToWebview, FromWebview>(panel, {
    ...{ extension, report, page: 'config', name: `page of ${uri.toString()}` },
    first: () => {
      queue.restart();
      return { state: pageState() };
    },
    receive: (asked) => {
      switch (asked.type) {
        case 'edits':
          return bringIn(asked.editNumber, asked.edits);
        case 'flushed':
          return flushes.answered(asked.id, bringIn(asked.editNumber, asked.edits));
        case 'command':
          return run(asked.command).catch(logFailure);
        default:
          return asked satisfies never;
      }
    },
  });

  const drawIf = (concerned: boolean): void => {
    if (concerned) draw();
  };
  const listening = vscode.Disposable.from(
    panel.onDidChangeViewState(() => drawIf(panel.visible)),
    vscode.workspace.onDidChangeTextDocument((event) => drawIf(event.document === document)),
    vscode.workspace.onDidSaveTextDocument((saved) => drawIf(saved === document)),
    copies.onDidChange((path) => drawIf(onService !== undefined && path === uri.path)),
    contexts.onDidChange(draw),
    documents.onDidChange((path) => drawIf(onService !== undefined && path === uri.path)),
    verified.onDidChange((ref) =>
      drawIf(onService !== undefined && (ref === undefined || refKey(ref) === refKey(onService.ref))),
    ),
    connections.onDidChange(refresh),
  );
  panel.onDidDispose(() => {
    listening.dispose();
    flushes.endAll();
  });
  refresh();

  return {
    document,
    flush: () => (page.isStarted() && !page.closed.aborted ? flushes.ask() : Promise.resolve()),
  };
}

/** Does something once, after all that happens in the turn in which it was asked for. */
function oncePerTurn(work: () => void): () => void {
  let due = false;
  return () => {
    if (due) return;
    due = true;
    queueMicrotask(() => {
      due = false;
      work();
    });
  };
}

/** Questions to a page for what is typed and not yet sent; each ends when it is answered, or soon without. */
function createFlushes(post: (id: number) => void) {
  const ends = new Map<number, () => void>();
  let count = 0;
  return {
    ask: (): Promise<void> => {
      const id = ++count;
      return new Promise((resolve) => {
        const limit = setTimeout(resolve, FLUSH_MS);
        ends.set(id, () => {
          clearTimeout(limit);
          resolve();
        });
        post(id);
      });
    },
    answered: async (id: number, done: Promise<void>): Promise<void> => {
      const end = ends.get(id);
      ends.delete(id);
      await done;
      end?.();
    },
    endAll: (): void => {
      for (const end of ends.values()) end();
    },
  };
}
