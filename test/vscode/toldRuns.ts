import type * as vscode from 'vscode';

/** How a test of a run ended, as VS Code was told. */
interface Told {
  readonly label: string;
  readonly state: 'passed' | 'failed' | 'errored' | 'skipped';
  readonly messages: readonly vscode.TestMessage[];
}

/** A run, as VS Code was told of it. */
export interface ToldRun {
  readonly ends: Told[];
  readonly output: string[];
  started: number;
  isOver: boolean;
}

/** The same controller, whose runs are written down in `runs` as well. */
export function listened(controller: vscode.TestController, runs: ToldRun[]): vscode.TestController {
  const create = controller.createTestRun.bind(controller);
  return Object.assign(controller, {
    createTestRun: (...given: Parameters<typeof create>) => {
      const run = create(...given);
      const told: ToldRun = { ends: [], output: [], started: 0, isOver: false };
      runs.push(told);
      const end = (state: Told['state'], item: vscode.TestItem, messages: Told['messages'] = []) =>
        told.ends.push({ label: item.label, state, messages });
      const real = { ...run };
      return Object.assign(run, {
        passed: (...args: Parameters<typeof run.passed>) => {
          end('passed', args[0]);
          real.passed(...args);
        },
        failed: (...args: Parameters<typeof run.failed>) => {
          end('failed', args[0], [args[1]].flat());
          real.failed(...args);
        },
        errored: (...args: Parameters<typeof run.errored>) => {
          end('errored', args[0], [args[1]].flat());
          real.errored(...args);
        },
        skipped: (item: vscode.TestItem) => {
          end('skipped', item);
          real.skipped(item);
        },
        started: (item: vscode.TestItem) => {
          told.started++;
          real.started(item);
        },
        appendOutput: (...args: Parameters<typeof run.appendOutput>) => {
          told.output.push(args[0]);
          real.appendOutput(...args);
        },
        end: () => {
          real.end();
          told.isOver = true;
        },
      });
    },
  });
}
