import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { inheritedFrom } from '../../model/inheritedVariables';
import { readLoad, type Load } from './loads';
import { readReady, type Ready } from './ready';

/** How to start a sandbox. */
interface Start {
  /** Path of `dist/sandbox.js`. */
  readonly script: string;
  readonly arguments: readonly string[];
}

/** How a sandbox ended. */
export interface End {
  /** Exit code or signal. */
  readonly by: number | string;
  /** The line of standard error that says why; empty where it wrote nothing. */
  readonly words: string;
}

/** A sandbox that runs as a child process. */
export interface SandboxProcess {
  /** Settles when the sandbox listens. Rejects with an `Error` when it ends before. */
  readonly ready: Promise<Ready>;
  /** Settles (and never fails) when the process is gone. */
  readonly ended: Promise<End>;
  /** Asks it to end; it is killed if it does not. */
  stop(): void;
}

/** Longest wait for a sandbox to end by itself, in milliseconds; its functions have 5 s to end in order. */
const PATIENCE_MS = 10_000;

/** Lines of standard error that are kept to say why it ended. */
const WORDS = 100;

/**
 * Starts a sandbox. It ends by itself when this process is gone, since its standard input ends then (`--parent`).
 * `log` is given what it writes to standard error, `loaded` each try to load a function's code.
 */
export function startSandboxProcess(
  { script, arguments: given }: Start,
  log: (line: string) => void,
  loaded: (load: Load) => void = () => undefined,
): SandboxProcess {
  const child = spawn(process.execPath, [script, '--parent', '--tell-loads', ...given], {
    // The editor's own executable runs scripts as Node.js does when it is told to.
    env: { ...inheritedFrom(process.env), ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const words: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    words.push(line);
    if (words.length > WORDS) words.shift();
    log(line);
  });
  // A child that is gone breaks the pipe; its exit is what is reported.
  child.stdin.on('error', () => undefined);

  const ended = new Promise<End>((resolve) => {
    child.once('error', (error) => resolve({ by: error.message, words: '' }));
    child.once('close', (code, signal) => resolve({ by: code ?? signal ?? '', words: reason(words) }));
  });
  const ready = new Promise<Ready>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const read = readReady(line);
      if (read) return resolve(read);
      const load = readLoad(line);
      if (load) loaded(load);
    });
    void ended.then(({ by, words: last }) => reject(new Error(last === '' ? String(by) : last)));
  });
  // Whoever awaits it hears of the failure; nobody may be waiting any more.
  ready.catch(() => undefined);

  return {
    ready,
    ended,
    stop: () => {
      // No signal: Windows has none, it would end the sandbox at once and leave what the sandbox has started.
      child.stdin.end();
      const impatient = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      void ended.then(() => clearTimeout(impatient));
    },
  };
}

/** The arguments that a setting names, whatever stands there: one may do without a list, and numbers without quotes. */
export function argumentsOf(setting: unknown): readonly string[] {
  return [setting ?? []].flat().map(String);
}

/**
 * The line that says why: the one of a start that failed, the last error, or what was wrong with the arguments, which
 * the usage follows. Other lines are remarks on functions.
 */
function reason(words: readonly string[]): string {
  const start = words.flatMap((line) => /^The sandbox did not start: (.+)$/.exec(line)?.[1] ?? []).at(-1);
  const usage = words.findIndex((line) => line.startsWith('usage:'));
  return start ?? words.findLast((line) => /^\w*Error\b/.test(line)) ?? words[usage - 1] ?? '';
}
