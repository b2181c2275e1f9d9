import * as vscode from 'vscode';
import { testConnection, type TestState } from '../../app/connections/connectionTest';
import { hasPassed, policyOf, testInWords } from '../../app/connections/testInWords';
import type { Connection } from '../../model/connection';
import type {
  ConnectionTestState,
  FromConnectionPage,
  ToConnectionPage,
} from '../../webview/connection/protocol';
import { createPanels, openPanel } from '../panels';
import { copyPolicy, say, type Report } from '../report';
import { afterPause, showPage } from '../webviewPage';
import { moment } from '../window/notices';
import type { Connections } from './connections';

/** How a test came out. */
export interface Tested {
  /** Whether the service was reached and listed its functions. */
  readonly works: boolean;
  /** Why not, as the page says it. */
  readonly problem?: string;
}

/** The pages on which connections are tested, one for each. */
interface TestPages extends vscode.Disposable {
  /** Shows the page of a connection, and tests anew; a test that is under way goes on. */
  test(connection: Connection): Promise<Tested>;
}

/** What the pages stand on. */
interface TestPagesDeps {
  readonly extension: vscode.Uri;
  readonly connections: Connections;
  readonly report: Report;
  readonly edit: (connection: Connection) => unknown;
}

/** Milliseconds that steps are gathered before the page is told. */
const PAUSE_MS = 60;

/** No page is open. */
export function createTestPages(deps: TestPagesDeps): TestPages {
  const panels = createPanels();
  const open = new Map<string, () => Promise<Tested>>();
  return {
    test: (connection) => {
      const { id } = connection;
      if (!panels.reveal(id)) {
        const panel = openPanel('fndeck.connectionTest', '');
        panels.adopt(id, panel);
        open.set(id, showTestPage(panel, connection, deps));
      }
      return open.get(id)?.() ?? Promise.resolve({ works: false });
    },
    dispose: () => void panels.dispose(),
  };
}

/** Fills a panel with the tests of a connection; gives what runs one. Closing the panel cancels it. */
function showTestPage(
  panel: vscode.WebviewPanel,
  first: Connection,
  { extension, connections, report, edit }: TestPagesDeps,
): () => Promise<Tested> {
  const { id } = first;
  let connection = first;
  let test: TestState = { phase: 'running', at: Date.now(), checks: [] };
  let isStale = false;
  let running: { readonly stop: AbortController; readonly end: Promise<Tested> } | undefined;

  const state = (): ConnectionTestState => ({
    ...testInWords(connection, test, { say, moment, describe: (error) => report.describe(error) }),
    isStale,
    canEdit: !connections.isSandbox(id),
  });
  const runOnce = async (signal: AbortSignal): Promise<Tested> => {
    connection = connections.get(id) ?? connection;
    panel.title = vscode.l10n.t('Test: {0}', connection.name);
    const open = async () => {
      await connections.allowSignIn(id);
      return connections.cloud(id);
    };
    const changed = (next: TestState): void => {
      test = next;
      draw();
    };
    const sent = report.requests;
    const end = await testConnection({ open, sent, now: () => Date.now(), changed }, signal);
    if (end.failure !== undefined) report.log.error(`test of a connection: ${logged(end.failure)}`);
    const { problem } = state();
    return {
      works: hasPassed(end),
      ...(problem && { problem: [problem.text, problem.hint ?? ''].join(' ').trim() }),
    };
  };
  const run = (): Promise<Tested> => {
    if (running && !isStale) return running.end;
    // Of a connection that has changed since, nobody wants to know more.
    running?.stop.abort();
    const before = running?.end;
    const stop = new AbortController();
    isStale = false;
    const end = (async () => {
      await before;
      return runOnce(stop.signal);
    })().finally(() => {
      if (running?.stop === stop) running = undefined;
    });
    running = { stop, end };
    return end;
  };
  const page = showPage<ToConnectionPage, FromConnectionPage>(panel, {
    ...{ extension, report, page: 'connection', name: 'page of a connection test' },
    first: () => ({ state: state() }),
    receive: (asked) => {
      switch (asked.type) {
        case 'again':
          return run();
        case 'cancel':
          return running?.stop.abort();
        case 'edit':
          return edit(connection);
        case 'showLog':
          return report.log.show(true);
        case 'copyPolicy': {
          const check = test.checks.find(({ permission }) => permission.ability === asked.key);
          const policy = check && policyOf(check);
          return policy === undefined ? undefined : copyPolicy(policy);
        }
        default:
          return asked satisfies never;
      }
    },
  });
  const draw = afterPause(PAUSE_MS, page.closed, () => page.post({ type: 'state', state: state() }));
  const listening = connections.onDidChange((ids) => {
    if (!ids.includes(id)) return;
    isStale = true;
    draw();
  });
  panel.onDidDispose(() => {
    listening.dispose();
    running?.stop.abort();
  });
  return run;
}

function logged(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
