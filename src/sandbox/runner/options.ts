import type { FunctionSpec, RunResult } from './run';

/** Where the runner finds what it starts, and how much it may keep. */
export interface RunnerOptions {
  /** The Node.js binary; in VS Code `process.execPath` is Electron, which `ELECTRON_RUN_AS_NODE` makes a Node.js. */
  readonly node: string;
  /** The Python binary, a path or a name to look up in PATH. */
  readonly python: string;
  /** The folder with `node.js` and `python.py`. */
  readonly runtimesDir: string;
  /** How long an instance may wait for its next event, in milliseconds. */
  readonly idleMs: number;
  /** How many instances may live at a time; more events wait. */
  readonly maxInstances: number;
  /** Told whenever the code of a function was loaded, or why it was not. */
  readonly onLoad?: (spec: FunctionSpec, failure: RunResult | undefined) => void;
}
