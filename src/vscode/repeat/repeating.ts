import * as vscode from 'vscode';
import { thisMachine } from '../../app/configs/history';
import { knownOf, type KnownCost } from '../../app/repeat/estimate';
import { openPrivateFolder } from '../../app/privateFolder';
import { startSeries, storedSeries, type Series } from '../../app/repeat/series';
import { openSeriesFiles, REPEATS } from '../../app/repeat/seriesFiles';
import { isOf } from '../../app/invocations/journalRows';
import type { Plan } from '../../app/invocations/plan';
import { refLabel, type FunctionRef } from '../../model/functionRef';
import { member } from '../../model/json';
import { message } from '../../model/message';
import type { Connections } from '../connections/connections';
import { keptInvocations } from '../events/watching';
import type { Invoking } from '../invoke/invoking';
import { createPanels, openPanel } from '../panels';
import type { Report } from '../report';
import { withCancel } from '../window/progress';
import { pickLine } from '../window/quickInput';
import { moment, tell } from '../window/notices';
import { askHowOften, confirmCost } from './questions';
import { showSeriesPage } from './panel';
import { createRunDocuments } from './runDocuments';
import { counted } from '../window/counted';

/** Invoking a function many times with one payload. */
export interface Repeating extends vscode.Disposable {
  /**
   * Asks how often, says what that uses, and sends; the page shows it live. Payload and function as for Invoke with
   * Payload. Gives the series, which goes on; undefined: nothing was sent.
   */
  repeat(ref?: FunctionRef, uri?: vscode.Uri): Promise<Series | undefined>;
  /** Shows a series that is kept; the person chooses which. */
  show(): Promise<Series | undefined>;
  /** Deletes the series that were sent from a workspace, or all; what is being sent stays. */
  forget(workspace: string | undefined): Promise<void>;
  /** Deletes what was sent and received by the runs of all series. */
  forgetDetails(): Promise<void>;
  /** Fills a panel that VS Code brings back; `kept` is what its page had it keep. Nothing is sent by itself. */
  restore(panel: vscode.WebviewPanel, kept: unknown): Promise<void>;
}

/** The parts that repeating stands on. */
interface RepeatingDeps {
  readonly context: Pick<vscode.ExtensionContext, 'globalStorageUri' | 'extensionUri' | 'workspaceState'>;
  readonly connections: Connections;
  readonly report: Report;
  readonly invoking: Pick<Invoking, 'plan' | 'journal'>;
}

/** The panels' type, by which VS Code asks for them again after a reload. */
const VIEW_TYPE = 'fndeck.repeat';

/** How long the function's memory is asked for before a person decides without. */
const READ_MS = 5000;

/** Composes the parts. Nothing is sent before a person has seen what it uses. */
export function createRepeating({ context, connections, report, invoking }: RepeatingDeps): Repeating {
  const folder = openPrivateFolder(vscode.Uri.joinPath(context.globalStorageUri, REPEATS).fsPath);
  const files = openSeriesFiles(folder, thisMachine(), () => keptInvocations() > 0);
  const documents = createRunDocuments(files, report);
  const panels = createPanels();
  const live = new Map<string, Series>();
  let isAsking = false;

  const fill = (panel: vscode.WebviewPanel, series: Series): void => {
    panels.adopt(series.id, panel);
    showSeriesPage(panel, series, {
      ...{ extension: context.extensionUri, report },
      openRun: (of, number) => documents.open(of, number),
    });
  };
  const find = async (id: string): Promise<Series | undefined> => {
    const own = live.get(id);
    if (own) return own;
    const stored = await files.read(id);
    return stored && storedSeries(stored, files);
  };
  const knownCost = async ({ task, seconds }: Plan): Promise<KnownCost | undefined> => {
    const known = knownOf(task.ref, await invoking.journal.list());
    const title = vscode.l10n.t('Reading {0}…', refLabel(task.ref));
    const read = await withCancel(title, async (signal) => {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(READ_MS)]);
      const summary = await task.cloud.getFunction(task.ref, limit).catch(() => undefined);
      signal.throwIfAborted();
      return { memoryMb: summary?.memoryMb, timeoutSeconds: summary?.timeoutSeconds };
    });
    if (!read) return undefined;
    const { memoryMb, timeoutSeconds = seconds } = read;
    return {
      ...known,
      ...(memoryMb !== undefined && { memoryMb }),
      ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    };
  };
  /** Sends what was decided on and confirmed; resolves once all has ended. */
  const send = async (plan: Plan, runs: number, atOnce: number, began: (series: Series) => void) => {
    const { task, seconds } = plan;
    const workspace = invoking.journal.workspace();
    const limit = seconds === undefined ? {} : { timeoutSeconds: seconds };
    const order = { task, runs, atOnce, workspace, ...limit };
    const describe: Report['describe'] = (error) => report.describe(error);
    const series = await startSeries(order, { files, describe, now: Date.now });
    live.set(series.id, series);
    fill(openPanel(VIEW_TYPE, ''), series);
    began(series);
    await series.ended;
    live.delete(series.id);
  };
  const repeat: Repeating['repeat'] = async (ref, uri) => {
    const plan = await invoking.plan('sync', ref, uri);
    if (!plan) return undefined;
    if (plan.mode !== 'sync') {
      const text = vscode.l10n.t('Only synchronous calls are repeated. Nothing was sent.');
      void tell('information', text);
      return undefined;
    }
    connections.guard.refuseReadOnly({ connection: plan.task.ref.connection, operation: 'invoke' });
    const often = await askHowOften(plan.task.ref, context.workspaceState, report);
    const known = often && (await knownCost(plan));
    if (!often || !known || !(await confirmCost(plan.task, often, known, report))) return undefined;
    const { runs, atOnce } = often;
    const { connection } = plan.task.ref;
    // Many are confirmed as many; the connection stays confirmed until the last of them has ended.
    return new Promise<Series | undefined>((resolve, reject) => {
      const action = { connection, operation: 'invoke', ref: plan.task.ref, writes: runs } as const;
      connections.guard.action(action, () => send(plan, runs, atOnce, resolve)).catch(reject);
    });
  };

  return {
    repeat: async (ref, uri) => {
      // The key is held: one question is enough.
      if (isAsking) return undefined;
      isAsking = true;
      try {
        return await repeat(ref, uri);
      } catch (error) {
        void report.failure(message('Nothing was invoked.'), error);
        return undefined;
      } finally {
        isAsking = false;
      }
    },

    show: async () => {
      const all = await files.list();
      if (all.length === 0) {
        void tell('information', vscode.l10n.t('No invocation was repeated yet.'));
        return undefined;
      }
      const items = all.map(({ id, plan }) => ({
        label: refLabel(plan.ref),
        description: `${moment(plan.startedAt)} · ${plan.connectionName}`,
        detail: vscode.l10n.t('{0} runs, {1} at a time', counted(plan.runs), counted(plan.atOnce)),
        id,
      }));
      const chosen = await pickLine(items, {
        title: vscode.l10n.t('Show which runs?'),
        matchOnDescription: true,
      });
      if (!chosen) return undefined;
      const series = await find(chosen.id);
      if (series && !panels.reveal(series.id)) fill(openPanel(VIEW_TYPE, ''), series);
      return series;
    },

    forget: (workspace) => files.forget((plan) => workspace === undefined || isOf(plan, workspace)),
    forgetDetails: () => files.forgetDetails(),

    restore: async (panel, kept) => {
      const id = member(kept, 'id');
      const series = typeof id === 'string' ? await find(id) : undefined;
      if (series) return fill(panel, series);
      panel.dispose();
      void tell('information', vscode.l10n.t('These runs are no longer kept.'));
    },

    dispose: () => {
      for (const series of live.values()) series.stop();
      panels.dispose();
      documents.dispose();
    },
  };
}
