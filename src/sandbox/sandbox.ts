import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Catalogue } from './catalogue';
import { MovableClock, systemClock, type Clock } from './clock';
import { movedBefore, TimeControls } from './timeControls';
import { controlSurface } from './controls';
import { Debugging } from './debugging';
import { Faults } from './faults';
import { AccountKeys } from './functionCompute/account';
import { openAccount } from './functionCompute/openAccount';
import { functionComputeSurface } from './functionCompute/surface';
import { createAccount } from './functionGraph/auth/account';
import { iamSurface } from './functionGraph/auth/iamSurface';
import { IdentityService } from './functionGraph/auth/identityService';
import { openProject } from './functionGraph/openProject';
import { PROJECTS } from './functionGraph/project';
import { projectSurface } from './functionGraph/projectSurface';
import type { SandboxOptions } from './options';
import { readyLine, type Ready } from './readyLine';
import { RequestLog } from './requestLog';
import type { Runner } from './runner/runner';
import { settingsOf } from './specOf';
import { listen } from './server';
import { StateFolder } from './stateFolder';
import { lockFolder, lockFolderOrNext, type StateLock } from './stateLock';
import { SyntheticFunctions } from './synthetic';

/** What the sandbox is made with beyond its options. */
interface SandboxParts {
  readonly runner: Runner;
  /** For tests; the machine's own where absent. */
  readonly clock?: Clock;
  /** Told what the sandbox's user may want to know: a broken function.json, a defect. */
  readonly warn: (text: string) => void;
}

export interface Sandbox {
  readonly ready: Ready;
  /** Stops answering, ends running handlers, and resolves when all is written. */
  stop(): Promise<void>;
}

const REMEMBERED_REQUESTS = 1000;
const ECHO = 'exports.handler = async (event) => event;\n';

/**
 * Starts a sandbox. Takes the runner over: it is disposed with the sandbox. Rejects with a FolderInUse where the state
 * folder belongs to another one.
 */
export async function startSandbox(options: SandboxOptions, parts: SandboxParts): Promise<Sandbox> {
  const lock = await takeFolder(options, parts.warn);
  try {
    return await startIn(lock, options, parts);
  } catch (error) {
    await lock.release();
    if (options.state === undefined) await rm(lock.folder, { recursive: true, force: true });
    throw error;
  }
}

/** The folder for the state, taken for this sandbox alone. */
async function takeFolder(
  { state, stateBeside }: SandboxOptions,
  warn: SandboxParts['warn'],
): Promise<StateLock> {
  if (state === undefined) return lockFolder(await mkdtemp(path.join(os.tmpdir(), 'fndeck-sandbox-')));
  if (!stateBeside) return lockFolder(path.resolve(state));
  const lock = await lockFolderOrNext(path.resolve(state));
  if (lock.folder !== path.resolve(state)) {
    warn(`${state} is in use by another sandbox: this one keeps its state in ${lock.folder}`);
  }
  return lock;
}

async function startIn(lock: StateLock, options: SandboxOptions, parts: SandboxParts): Promise<Sandbox> {
  const root = lock.folder;
  const machine = parts.clock ?? systemClock(options.clockAheadMs);
  const clock = new MovableClock(machine, await movedBefore(new StateFolder(root)));
  const onDefect = (error: unknown): void =>
    parts.warn(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const catalogue = new Catalogue(
    [options.functions ?? []].flat(),
    await syntheticFunctions(options, root, clock),
    ({ file, text }) => parts.warn(`${file} ${text}`),
  );
  let known: readonly string[] = [];
  catalogue.whenRead((functions) => {
    const now = functions.map(settingsOf);
    parts.runner.forget(known.filter((each) => !now.includes(each)));
    known = now;
  });
  const faults = new Faults(options.faults, randomOf(options.seed));
  const isThrottled = (): boolean => faults.throttlesAttempt();
  const debugging = new Debugging();
  const identity = new IdentityService(createAccount(), options.tokenSeconds, machine);
  const states = await Promise.all(
    PROJECTS.map((project) =>
      openProject(project, {
        options,
        catalogue,
        runner: parts.runner,
        clock,
        folder: new StateFolder(root),
        domainId: identity.account.domainId,
        debugging,
        isThrottled,
        onDefect,
        onKept: parts.warn,
      }),
    ),
  );
  const keys = new AccountKeys(machine);
  const account = await openAccount({
    options,
    keys,
    catalogue,
    runner: parts.runner,
    clock,
    folder: new StateFolder(root),
    debugging,
    isThrottled,
    onDefect,
    onKept: parts.warn,
  });
  // All that keeps events and logs.
  const stores = [...states, account.second, account.third];
  const time = new TimeControls(
    clock,
    new StateFolder(root),
    stores.map(({ store }) => store),
  );
  const log = new RequestLog(REMEMBERED_REQUESTS);
  const server = await listen(options.port, {
    surfaces: [iamSurface(identity), projectSurface(identity, states), functionComputeSurface(account)],
    control: controlSurface({
      identity,
      keys,
      faults,
      log,
      time,
      debugging,
      catalogue,
      runner: parts.runner,
    }),
    faults,
    log,
    clock,
    latencyMs: options.latencyMs,
    onDefect,
  });
  for (const { queue } of stores) queue.resume();
  return {
    ready: readyLine(server.origin, root, identity, keys),
    async stop() {
      for (const { queue } of stores) queue.stop();
      await server.close();
      await parts.runner.dispose();
      await Promise.all(stores.map(({ queue }) => queue.settled()));
      await Promise.all(stores.map(({ logs }) => logs.flush()));
      await lock.release();
      if (options.state === undefined) await rm(root, { recursive: true, force: true });
    },
  };
}

async function syntheticFunctions(
  options: SandboxOptions,
  root: string,
  clock: Clock,
): Promise<SyntheticFunctions> {
  const dir = path.join(root, 'made-up');
  if (options.synthetic > 0) {
    await mkdir(dir, { recursive: true });
    await writeFile(path.join(dir, 'index.js'), ECHO);
  }
  return new SyntheticFunctions(options.synthetic, dir, clock.now());
}

/** Numbers from 0 to below 1: the same ones for the same seed, without one others each time (mulberry32). */
function randomOf(seed: number | undefined): () => number {
  if (seed === undefined) return Math.random;
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
