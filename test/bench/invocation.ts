import { join } from 'node:path';
import nodeFetch from 'node-fetch';
import { connect } from '../../src/cloud/connect';
import { openDoor } from '../../src/cloud/door';
import { PROJECT } from '../harness/project.mjs';
import { median, type Row } from './row';
import { startSandbox } from './sandbox';

const RUNS = 200;
/** 1 KB of JSON. */
const PAYLOAD = JSON.stringify({ name: 'x'.repeat(1024 - '{"name":""}'.length) });

/**
 * FnDeck's invocation of a function against the same request by plain `fetch`, by turns, on a connection of its own
 * each: FnDeck keeps none open, so that no invocation can fail on one that the server has closed meanwhile.
 */
export async function measureInvocation(): Promise<Row[]> {
  const sandbox = await startSandbox('invocation', ['--functions', join(PROJECT, 'media', 'samples')]);
  try {
    const { url, token, connection } = sandbox;
    const door = openDoor({ log: () => undefined });
    const cloud = connect({ ...connection, credential: 'token' }, { kind: 'token', token }, door);
    const ref = { connection: connection.id, group: 'demo', name: 'hello-node', qualifier: 'latest' };
    const { signal } = new AbortController();
    const urn = await cloud.urnOf(ref, signal);
    const address = `${url}/v2/${String(connection.projectId)}/fgs/functions/${urn}/invocations`;
    const headers = {
      'Content-Type': 'application/json',
      'X-Auth-Token': token,
      'X-Cff-Log-Type': 'tail',
      'X-CFF-Request-Version': 'v1',
      Connection: 'close',
    };
    const ours = () => cloud.invoke(ref, PAYLOAD, { timeoutSeconds: 10 }, signal);
    const plain = async () => (await fetch(address, { method: 'POST', headers, body: PAYLOAD })).text();

    // The library that FnDeck's users named, alone.
    const byLibrary = async () =>
      (await nodeFetch(address, { method: 'POST', headers, body: PAYLOAD })).text();

    const times = { ours: [] as number[], plain: [] as number[], library: [] as number[] };
    await Promise.all([ours(), plain(), byLibrary()]); // starts an instance, loads what is loaded once
    for (let run = 0; run < RUNS; run++) {
      times.ours.push(await timed(ours));
      times.plain.push(await timed(plain));
      times.library.push(await timed(byLibrary));
    }
    const [own, other, library] = [median(times.ours), median(times.plain), median(times.library)];
    return [
      {
        what: 'a sync invoke of 1 KB, by plain fetch',
        measured: own / other,
        budget: 1.1,
        unit: '×',
        detail: `median of ${String(RUNS)}: ${own.toFixed(2)} ms and ${other.toFixed(2)} ms; node-fetch alone takes ${library.toFixed(2)} ms`,
      },
    ];
  } finally {
    sandbox.stop();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
