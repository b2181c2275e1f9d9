import * as vscode from 'vscode';
import type { BulkPorts } from '../../app/bulk/applying';
import type { Bulk } from '../../app/bulk/bulk';
import { BULK } from '../../app/bulk/folder';
import { planApply, planUndo, reopen, writtenRows } from '../../app/bulk/plans';
import { openRunFiles, type StoredRun } from '../../app/bulk/runFiles';
import { CLOCK } from '../../app/clock';
import { thisMachine } from '../../app/configs/history';
import { openPrivateFolder } from '../../app/privateFolder';
import { message } from '../../model/message';
import { pickLine } from '../window/quickInput';
import { moment, tell } from '../window/notices';
import { chooseChange, chooseTargets, subjectsOf } from './choose';
import { openBulkPanel } from './panel';
import type { ConfigParts } from '../configParts';
import { counted } from '../window/counted';

/** One config, or fields of one, for many versions. Each gives what it has opened, undefined where the person left. */
export interface BulkApply extends vscode.Disposable {
  /**
   * Shows what a change would do, and sends it when the person says so. Takes several rows of the tree or
   * `{ kind: 'configs', refs }` as what is changed; one row, a config's document or a file, or the active one, as what
   * is applied to versions that are then chosen.
   */
  apply(given?: unknown, selected?: unknown): Promise<Bulk | undefined>;
  /** Lists the runs from this machine: one can be taken up, or undone. */
  showRuns(): Promise<Bulk | undefined>;
  /** Offers to take up runs that were cut off. */
  offerCutOff(): Promise<void>;
}

/** Composes the parts. Nothing is sent before a person has seen what changes where. */
export async function createBulkApply(deps: ConfigParts): Promise<BulkApply> {
  const { context, connections, report } = deps;
  const config = await deps.config.get();
  const folder = openPrivateFolder(vscode.Uri.joinPath(context.globalStorageUri, BULK).fsPath);
  const files = openRunFiles(folder, thisMachine());
  const ports: BulkPorts = {
    ...{ connections, files, clock: CLOCK },
    contextOf: (ref) => config.contextOf(ref),
    say: (said) => report.say(said),
    describe: (error) => report.describe(error),
    perSecond,
    read: (ref) => config.copies.read(config.uriOf(ref).path),
    write: (ref, wanted, seen, undoes) => config.many.write(config.uriOf(ref).path, wanted, seen, { undoes }),
    wasCutOff: (ref) => config.many.wasCutOff(ref),
  };

  const show = (bulk: Bulk): Bulk => {
    openBulkPanel(bulk, {
      ...{ extension: context.extensionUri, report },
      undo: (done) => planUndo(done.state().what, writtenRows(done.rows()), ports),
      open: (ref) => config.open(ref),
    });
    return bulk;
  };
  const takeUp = async (run: StoredRun): Promise<Bulk | undefined> => {
    const notes = await files.take(run.id);
    if (notes) return show(reopen(run, notes, ports));
    void tell('information', vscode.l10n.t('This run is open already, here or in another window.'));
    return undefined;
  };

  return {
    apply: async (given, selected) => {
      const { targets, source, fields } = subjectsOf(given, selected);
      const change = await chooseChange({ ...deps, config }, source, targets === undefined, fields);
      const refs = change && (targets ?? (await chooseTargets(deps, change.label)));
      return refs && refs.length > 0 ? show(planApply(change, refs, ports)) : undefined;
    },
    showRuns: async () => {
      const { runs, unreadable } = await files.list();
      if (runs.length === 0 && unreadable === 0) {
        void tell('information', vscode.l10n.t('No configuration was applied to many from this machine.'));
        return undefined;
      }
      const placeHolder =
        unreadable === 0
          ? vscode.l10n.t('Runs from this machine, newest first')
          : vscode.l10n.t('Runs from this machine, newest first; {0} cannot be read', counted(unreadable));
      const picked = await pickLine(runs.map(runItem), { placeHolder, matchOnDescription: true });
      return picked && takeUp(picked.run);
    },
    offerCutOff: async () => {
      for (const run of await files.cutOff()) {
        const [written, all] = countsOf(run);
        const resume = vscode.l10n.t('Show What Is Left');
        const text =
          run.plan.purpose === 'apply'
            ? vscode.l10n.t(
                'Applying to many was cut off: {0} of {1} were written.',
                counted(written),
                counted(all),
              )
            : vscode.l10n.t(
                'Undoing an apply to many was cut off: {0} of {1} were written.',
                counted(written),
                counted(all),
              );
        if ((await tell('warning', `${text} ${run.plan.label}`, resume)) !== resume) continue;
        await takeUp(run).catch((error: unknown) => {
          void report.failure(message('The run could not be opened.'), error);
        });
      }
    },
    dispose: () => undefined,
  };
}

function perSecond(): number {
  const set = vscode.workspace.getConfiguration('fndeck.bulk').get('rate', 5);
  return Math.min(Math.max(set, 1), 50);
}

function countsOf({ steps }: StoredRun): readonly [written: number, all: number] {
  const written = [...steps.values()].filter(({ state }) => state === 'written');
  return [written.length, steps.size];
}

function runItem(run: StoredRun) {
  const { plan, isOver } = run;
  const [written, all] = countsOf(run);
  return {
    label: plan.label,
    description: [
      moment(plan.at),
      plan.purpose === 'undo' ? vscode.l10n.t('undo') : undefined,
      vscode.l10n.t('{0} of {1} written', counted(written), counted(all)),
      isOver ? undefined : vscode.l10n.t('not ended'),
    ]
      .filter((part) => part !== undefined)
      .join(' · '),
    run,
  };
}
