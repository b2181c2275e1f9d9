import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { invokeAsync } from '../../../src/app/invocations/async';
import { createJournal } from '../../../src/app/invocations/journal';
import { invokeSync } from '../../../src/app/invocations/sync';
import { connect } from '../../../src/cloud/connect';
import { openDoor, type Door } from '../../../src/cloud/door';
import { CloudError } from '../../../src/cloud/errors';
import type { Mode, Outcome } from '../../../src/model/invocation/record';
import { translate } from '../../../src/model/message';
import type { ServiceId } from '../../../src/model/service';
import { profileOf } from '../../../src/model/services';
import { NEVER } from '../../cloud/functionGraphFixture';
import { eventually, runnerOf, sandboxBench, type Bench } from '../../sandbox/sandboxBench';
import { cloudTo, connectionTo, keysTo, refTo, SERVICE_IDS } from '../replay/services';
import { split, startBreakingFront, type Behaviour, type BreakingFront } from './breakingFront';
import { SILENT_SCREEN, silentWindow } from './silentWindow';

const bench = sandboxBench();
/** A key and a certificate that signs itself. */
const PEM = readFileSync(join(import.meta.dirname, '../../cloud/selfSigned.pem'), 'utf8');
const PAYLOAD = '{"order":"A-7"}';
/** More than an answer carries of a log. */
const LINES = Array.from({ length: 120 }, (_, i) => `line ${String(i)} ${'x'.repeat(40)}`);
/** Long enough for a busy machine to get a request across. */
const SHORT_MS = 1500;
/** Pauses between looks are so many times shorter where nothing is proven by their length. */
const QUICK = 20;

let sandbox: Bench;
/** Before the sandbox: for the invocations, for all other calls, and one that closes what it accepts. */
let [posts, others, closing]: BreakingFront[] = [];
const cleanups: (() => unknown)[] = [];
let runs = 0;
/** Runs of all tests: lines of one are not taken for those of another. */
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
  [posts, others, closing] = [
    await startBreakingFront(behind),
    await startBreakingFront(behind),
    await startBreakingFront(behind, true),
  ];
  cleanups.push(...[posts, others, closing].map((front) => () => front.close()));
});
beforeEach(() => {
  runs = 0;
  for (const front of [posts, others, closing]) {
    front?.seen.splice(0);
    if (front) front.behave = () => ({ answers: (answer) => answer });
  }
});
afterAll(async () => {
  for (const clean of cleanups) await clean();
});

const secureServer = async (): Promise<number> => {
  const server = createSecureServer({ key: PEM, cert: PEM });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => server.close());
  return (server.address() as AddressInfo).port;
};
const closedPort = async (): Promise<number> => {
  const front = await startBreakingFront(0);
  await front.close();
  return front.port;
};
const bytesOf = (head: string, body: Buffer | string): Buffer =>
  Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'latin1'), Buffer.from(body)]);

/** One thing that may happen to the POST of an invocation. */
interface Misfortune {
  readonly name: string;
  /** Where the POST goes instead of to the sandbox. */
  readonly to?: () => Promise<string> | string;
  readonly behaviour?: Behaviour;
  /** What happens while it is on its way. */
  readonly meanwhile?: 'cancel' | 'timeout';
  readonly outcome: Outcome['kind'];
  readonly said: RegExp;
  /** How often it may have reached a server, and how often the function runs. */
  readonly seen: number;
  readonly runs: number;
  /** Whether the head of the answer came, which names the request. */
  readonly hasHead?: true;
}

const NOT_SENT = { outcome: 'notSent', said: /^✗ Not sent /m, seen: 0, runs: 0 } as const;
const UNKNOWN = {
  outcome: 'unknown',
  said: /^\? Outcome unknown [^]*The function may have run[.;] FnDeck won’t send it again/m,
  seen: 1,
} as const;

const MISFORTUNES: readonly Misfortune[] = [
  { name: 'nobody listens', to: async () => `http://127.0.0.1:${String(await closedPort())}`, ...NOT_SENT },
  { name: 'the host is unknown', to: () => 'https://functions.fndeck.invalid', ...NOT_SENT },
  {
    name: 'the certificate is not trusted',
    to: async () => `https://127.0.0.1:${String(await secureServer())}`,
    ...NOT_SENT,
  },
  {
    name: 'the connection ends in the middle of the TLS handshake',
    to: () => `https://127.0.0.1:${String(closing?.port)}`,
    ...NOT_SENT,
    seen: 1,
  },
  {
    name: 'the connection is closed as soon as it stands',
    to: () => `http://127.0.0.1:${String(closing?.port)}`,
    ...UNKNOWN,
    runs: 0,
  },
  { name: 'the connection is closed when the request has come', behaviour: 'swallows', ...UNKNOWN, runs: 0 },
  {
    name: 'the connection is closed when the function has run',
    behaviour: { answers: () => Buffer.alloc(0) },
    ...UNKNOWN,
    runs: 1,
  },
  {
    name: 'the answer ends in the middle of its head',
    behaviour: { answers: (answer) => answer.subarray(0, answer.indexOf('\r\n\r\n') / 2) },
    ...UNKNOWN,
    runs: 1,
  },
  {
    name: 'the answer ends in the middle of its body',
    behaviour: {
      answers: (answer) => {
        const [head, body] = split(answer);
        return bytesOf(head, body.subarray(0, body.length / 2));
      },
    },
    ...UNKNOWN,
    runs: 1,
    hasHead: true,
  },
  {
    name: 'the answer ends before its last chunk',
    behaviour: {
      answers: (answer) => {
        const [head, body] = split(answer);
        const chunked = head.replace(/^content-length: .*$/im, 'Transfer-Encoding: chunked');
        return bytesOf(chunked, `${body.length.toString(16)}\r\n${body.toString('latin1')}\r\n`);
      },
    },
    ...UNKNOWN,
    runs: 1,
    hasHead: true,
  },
  {
    name: 'no answer comes, and a person cancels',
    behaviour: { answers: () => undefined },
    meanwhile: 'cancel',
    ...{ outcome: 'cancelled', said: /^■ Cancelled [^]*may still be running/m, seen: 1, runs: 1 },
  },
  {
    name: 'no answer comes in time',
    behaviour: { answers: () => undefined },
    meanwhile: 'timeout',
    ...UNKNOWN,
    runs: 1,
  },
];

/** The real door, whose POSTs of invocations go to one place and all other calls to another. */
function doorTo(invocations: string, timeoutMs: number | undefined, hurry: number): Door {
  const real = openDoor({ log: () => undefined });
  return {
    ...real,
    sleep: (ms, signal) => real.sleep(ms / hurry, signal),
    send: (request, limits, signal) => {
      const isInvocation = request.method === 'POST' && /\/invocations(-async)?(\?|$)/.test(request.url);
      const origin = isInvocation ? invocations : `http://127.0.0.1:${String(others?.port)}`;
      const url = request.url.replace(/^http:\/\/[^/]+/, origin);
      const totalMs = isInvocation && timeoutMs !== undefined ? timeoutMs : limits.totalMs;
      return real.send({ ...request, url }, { ...limits, totalMs }, signal);
    },
  };
}

const isLogQuery = (line: string): boolean => /\/content\/query|\/logstores\//.test(line);

/** Has the service say how events end. */
async function keepRecords(service: ServiceId): Promise<void> {
  const fields: Partial<Record<ServiceId, string>> = {
    'functiongraph-huawei': 'enable_async_status_log',
    'functioncompute-2': 'statefulInvocation',
    'functioncompute-3': 'asyncTask',
  };
  const field = fields[service];
  if (field === undefined) return;
  await cloudTo(sandbox, service).putAsyncConfig(refTo(service, 'talks'), { [field]: true }, NEVER);
}

/** Invokes once, as a window does, and gives what was written and what another window then finds in the journal. */
async function invoke(service: ServiceId, mode: Mode, misfortune: Partial<Misfortune> = {}, hurry = QUICK) {
  const { to, behaviour, meanwhile } = misfortune;
  if (posts && behaviour) posts.behave = () => behaviour;
  const origin = (await to?.()) ?? `http://127.0.0.1:${String(posts?.port)}`;
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
}

const saidLines = (lines: readonly string[]) =>
  lines.flatMap((line) => /run \d+ line \d+/.exec(line)?.[0] ?? []);

describe.each(SERVICE_IDS)('an invocation on %s', (service) => {
  describe.each(['sync', 'async'] as const)('%s', (mode) => {
    // An answer of Function Compute that says that an event was queued has no body.
    const isPossible = ({ name }: Misfortune): boolean =>
      !(mode === 'async' && service.startsWith('functioncompute') && /body|chunk/.test(name));
    const possible = MISFORTUNES.filter(isPossible);

    it.each(possible)(
      'is sent once at most, its true end is told and nothing of it is lost when $name',
      async (misfortune) => {
        const { record, lines, kept, whole } = await invoke(service, mode, misfortune);
        expect(record.outcome.kind).toBe(misfortune.outcome);
        expect(lines.join('\n')).toMatch(misfortune.said);
        expect((posts?.seen.length ?? 0) + (closing?.seen.length ?? 0)).toBe(misfortune.seen);
        expect(kept.map(({ id, outcome }) => [id, outcome.kind])).toEqual([[record.id, misfortune.outcome]]);
        expect(whole?.payload).toBe(PAYLOAD);
        expect(whole?.outcome).toEqual(record.outcome);
        if (misfortune.hasHead) expect(whole?.requestId).toMatch(/\w/);
        if (misfortune.outcome === 'cancelled') expect(record.outcome).toMatchObject({ left: true });
        expect(saidLines(lines).length, 'no line is shown twice').toBe(new Set(saidLines(lines)).size);
        // An event runs when the queue gives it a turn.
        await eventually(
          () => runs,
          (count) => count >= misfortune.runs,
        );
        expect(runs).toBe(misfortune.runs);
      },
      30_000,
    );
  });
});

const LOG_CUTS: Readonly<Record<string, (answer: Buffer) => Buffer>> = {
  'before its answer': () => Buffer.alloc(0),
  'in the middle of its head': (answer) => answer.subarray(0, answer.indexOf('\r\n\r\n') / 2),
  'in the middle of its body': (answer) => {
    const [head, body] = split(answer);
    return bytesOf(head, body.subarray(0, body.length / 2));
  },
};

/** Invokes while the first two log queries are spoiled: one POST, its end, and each line once. */
async function breakingTheLog(
  service: ServiceId,
  mode: Mode,
  cut: (answer: Buffer) => Buffer,
  hurry: number,
): Promise<void> {
  let cuts = 0;
  if (others)
    others.behave = (line) => ({
      answers: (answer) => (isLogQuery(line) && cuts++ < 2 ? cut(answer) : answer),
    });
  await keepRecords(service);
  const { record, lines } = await invoke(service, mode, {}, hurry);
  expect(posts?.seen).toHaveLength(1);
  expect(runs).toBe(1);
  expect(record.outcome.kind).toBe('succeeded');
  // Lines of a run right before come with the same second of the log, marked as those of another request.
  const own = `run ${String(all)} `;
  expect(saidLines(lines).filter((line) => line.startsWith(own))).toEqual(
    LINES.map((line) => own + line.slice(0, line.indexOf(' x'))),
  );
  expect(cuts).toBeGreaterThan(1);
}

describe.each(SERVICE_IDS)('a log query of an invocation on %s', (service) => {
  it.each(
    Object.entries(LOG_CUTS).flatMap(([name, cut]) =>
      (['sync', 'async'] as const).map((mode) => ({ name, cut, mode })),
    ),
  )('that breaks $name costs no line and no second POST: $mode', async ({ cut, mode }) => {
    await breakingTheLog(service, mode, cut, QUICK);
  });
});

// The real pauses after a failure are longer than a line is waited for.
it.each(['functiongraph-huawei', 'functioncompute-3'] as const)(
  'the end of a log is waited for while its service fails: %s',
  async (service) => {
    await breakingTheLog(service, 'sync', () => Buffer.alloc(0), 1);
  },
  40_000,
);
