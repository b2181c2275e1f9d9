import { afterAll, beforeAll, beforeEach } from 'vitest';
import { invokeAsync } from '../../../src/app/invocations/async';
import { createJournal } from '../../../src/app/invocations/journal';
import { invokeSync } from '../../../src/app/invocations/sync';
import { connect } from '../../../src/cloud/connect';
import { openDoor, type Door } from '../../../src/cloud/door';
import { CloudError } from '../../../src/cloud/errors';
import type { Mode } from '../../../src/model/invocation/record';
import { translate } from '../../../src/model/message';
import type { ServiceId } from '../../../src/model/service';
import { profileOf } from '../../../src/model/services';
import { eventually, runnerOf, sandboxBench, type Bench } from '../../sandbox/sandboxBench';
import { connectionTo, keysTo, refTo } from '../replay/services';
import { startBreakingFront, WHOLE, type Behaviour, type BreakingFront } from './breakingFront';
import { SILENT_SCREEN, silentWindow } from './silentWindow';

/** Payload of each invocation. */
export const PAYLOAD = '{"order":"A-7"}';
/** What each run writes, more than an answer carries of a log: `run 3 line 0 xxx`. */
export const LINES = Array.from({ length: 120 }, (_, i) => `line ${String(i)} ${'x'.repeat(40)}`);
/** Long enough for a busy machine to get a request across. */
const SHORT_MS = 1500;
/** Pauses between looks are so many times shorter where nothing is proven by their length. */
export const QUICK = 20;

/** What may happen to the POST of an invocation. */
export interface Mishap {
  /** Where the POST goes instead of to the sandbox. */
  readonly to?: () => Promise<string> | string;
  readonly behaviour?: Behaviour;
  /** What happens while it is on its way. */
  readonly meanwhile?: 'cancel' | 'timeout';
}

/** Which lines of a run an output shows, as `run 3 line 0`. */
export const saidLines = (lines: readonly string[]) =>
  lines.flatMap((line) => /run \d+ line \d+/.exec(line)?.[0] ?? []);

/**
 * A sandbox with the function `talks` of all services, behind servers that break connections when they are told to, for
 * all tests of a file.
 */
export function breakingBench() {
  const bench = sandboxBench();
  let sandbox: Bench;
  let fronts: {
    readonly posts: BreakingFront;
    readonly others: BreakingFront;
    readonly closing: BreakingFront;
  };
  let runs = 0;
  let all = 0;

  beforeAll(async () => {
    const runner = runnerOf({
      talks: (_request, log) => {
        runs++;
        all++;
        for (const line of LINES) log(`run ${String(all)} ${line}`);
        return { kind: 'returned', text: '{"done":true}' };
      },
    });
    sandbox = await bench.start({ functions: bench.functions({ 'orders/talks': {} }) }, { runner });
    const behind = Number(new URL(sandbox.ready.url).port);
    fronts = {
      posts: await startBreakingFront(behind),
      others: await startBreakingFront(behind),
      closing: await startBreakingFront(behind, true),
    };
  });
  beforeEach(() => {
    runs = 0;
    for (const front of Object.values(fronts)) {
      front.seen.splice(0);
      front.behave = () => WHOLE;
    }
  });
  afterAll(async () => {
    for (const front of Object.values(fronts)) await front.close();
  });

  /** The real door, whose POSTs of invocations go to one place and all other calls to another. */
  const doorTo = (invocations: string, timeoutMs: number | undefined, hurry: number): Door => {
    const real = openDoor({ log: () => undefined });
    return {
      ...real,
      sleep: (ms, signal) => real.sleep(ms / hurry, signal),
      send: (request, limits, signal) => {
        const isInvocation = request.method === 'POST' && /\/invocations(-async)?(\?|$)/.test(request.url);
        const origin = isInvocation ? invocations : `http://127.0.0.1:${String(fronts.others.port)}`;
        const url = request.url.replace(/^http:\/\/[^/]+/, origin);
        const totalMs = isInvocation && timeoutMs !== undefined ? timeoutMs : limits.totalMs;
        return real.send({ ...request, url }, { ...limits, totalMs }, signal);
      },
    };
  };

  return {
    sandbox: () => sandbox,
    /** Before the sandbox: for the invocations, for all other calls, and one that closes what it accepts. */
    fronts: () => fronts,
    /** How often the function has run in this test. */
    runs: () => runs,
    /** Its runs in all tests: lines of one are not taken for those of another. */
    all: () => all,
    /** Invokes once, as a window does, and gives what was written and what another window then finds in the journal. */
    invoke: async (service: ServiceId, mode: Mode, mishap: Mishap = {}, hurry = QUICK) => {
      const { to, behaviour, meanwhile } = mishap;
      if (behaviour) fronts.posts.behave = () => behaviour;
      const origin = (await to?.()) ?? `http://127.0.0.1:${String(fronts.posts.port)}`;
      const timeoutMs = meanwhile === 'timeout' ? SHORT_MS : undefined;
      const cloud = connect(
        connectionTo(sandbox, service),
        keysTo(sandbox, service),
        doorTo(origin, timeoutMs, hurry),
      );
      const folder = bench.folder();
      const lines: string[] = [];
      const describe = (error: unknown) => ({
        text: error instanceof CloudError ? translate(error.facts.summary) : String(error),
      });
      const window = silentWindow(folder, () => cloud, {
        screen: { ...SILENT_SCREEN, describe },
        write: (more) => void lines.push(...more),
      });
      const task = { ref: refTo(service, 'talks'), cloud, profile: profileOf(service), payload: PAYLOAD };
      const ended =
        mode === 'sync'
          ? invokeSync(window.stage, task, 5)
          : invokeAsync(window.stage, task, () => Promise.resolve('leave'));
      if (meanwhile === 'cancel') {
        await eventually(
          () => runs,
          (count) => count > 0,
        );
        for (const { state } of window.flights.list()) state.stop();
      }
      const { record } = await ended;
      const other = createJournal({ folder, keep: () => 9, workspace: () => 'here', say: translate });
      const kept = await other.list();
      return { record, lines, kept, whole: await other.get(record.id), window };
    },
  };
}
