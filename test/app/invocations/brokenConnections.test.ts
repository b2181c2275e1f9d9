import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/model/invocation/record';
import { eventually } from '../../sandbox/sandboxBench';
import { SERVICE_IDS } from '../replay/services';
import { breakingBench, PAYLOAD, saidLines, type Mishap } from './breakingBench';
import { joined, split, startBreakingFront } from './breakingFront';

const bench = breakingBench();
/** A key and a certificate that signs itself. */
const PEM = readFileSync(join(import.meta.dirname, '../../cloud/selfSigned.pem'), 'utf8');
const cleanups: (() => unknown)[] = [];
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

/** One thing that may happen to the POST of an invocation. */
interface Misfortune extends Mishap {
  readonly name: string;
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
    to: () => `https://127.0.0.1:${String(bench.fronts().closing.port)}`,
    ...NOT_SENT,
    seen: 1,
  },
  {
    name: 'the connection is closed as soon as it stands',
    to: () => `http://127.0.0.1:${String(bench.fronts().closing.port)}`,
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
        return joined(head, body.subarray(0, body.length / 2));
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
        return joined(chunked, `${body.length.toString(16)}\r\n${body.toString('latin1')}\r\n`);
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

describe.each(SERVICE_IDS)('an invocation on %s', (service) => {
  describe.each(['sync', 'async'] as const)('%s', (mode) => {
    // An answer of Function Compute that says that an event was queued has no body.
    const isPossible = ({ name }: Misfortune): boolean =>
      !(mode === 'async' && service.startsWith('functioncompute') && /body|chunk/.test(name));
    const possible = MISFORTUNES.filter(isPossible);

    it.each(possible)(
      'is sent once at most, its true end is told and nothing of it is lost when $name',
      async (misfortune) => {
        const { record, lines, kept, whole } = await bench.invoke(service, mode, misfortune);
        expect(record.outcome.kind).toBe(misfortune.outcome);
        expect(lines.join('\n')).toMatch(misfortune.said);
        expect(bench.fronts().posts.seen.length + bench.fronts().closing.seen.length).toBe(misfortune.seen);
        expect(kept.map(({ id, outcome }) => [id, outcome.kind])).toEqual([[record.id, misfortune.outcome]]);
        expect(whole?.payload).toBe(PAYLOAD);
        expect(whole?.outcome).toEqual(record.outcome);
        if (misfortune.hasHead) expect(whole?.requestId).toMatch(/\w/);
        if (misfortune.outcome === 'cancelled') expect(record.outcome).toMatchObject({ left: true });
        expect(saidLines(lines).length, 'no line is shown twice').toBe(new Set(saidLines(lines)).size);
        // An event runs when the queue gives it a turn.
        await eventually(bench.runs, (count) => count >= misfortune.runs);
        expect(bench.runs()).toBe(misfortune.runs);
      },
      30_000,
    );
  });
});
