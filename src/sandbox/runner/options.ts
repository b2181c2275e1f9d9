import type { Places } from './installed';
import type { FunctionSpec, RunResult, SpecRemark } from './run';

/** Where the runner finds what it starts, and how much it may keep. */
export interface RunnerOptions {
  /** The Node.js binary; in VS Code `process.execPath` is Electron, which `ELECTRON_RUN_AS_NODE` makes a Node.js. */
  readonly node: string;
  /** The Python binary, a path or a name to look up in PATH. */
  readonly python: string;
  /** Where other versions of both are looked for; absent: nowhere, and these two run whatever version a function names. */
  readonly places?: Places;
  /** The folder with `node.js` and `python.py`. */
  readonly runtimesDir: string;
  /** How long an instance may wait for its next event, in milliseconds. */
  readonly idleMs: number;
  /** How many instances may live at a time; more events wait. */
  readonly maxInstances: number;
  /** Told whenever the code of a function was loaded, or why it was not, and how it runs otherwise than is said. */
  readonly onLoad?: (
    spec: FunctionSpec,
    failure: RunResult | undefined,
    remarks: readonly SpecRemark[],
  ) => void;
}
