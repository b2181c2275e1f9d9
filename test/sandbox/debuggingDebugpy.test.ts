import { existsSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { attachConfig } from '../../src/app/debug/attachConfig';
import { member, type Json } from '../../src/model/json';
import { DEBIAN_DEBUGPY } from '../harness/debian.mjs';
import { requestOf, runnerBench, valueOf } from './runnerBench';

const bench = runnerBench();

/** Debian's debugpy, with the interpreter that it is for. */
const FOLDER = DEBIAN_DEBUGPY;
const python = '/usr/bin/python3';
const hasDebugpy = existsSync(join(FOLDER, 'debugpy'));

/** A client of the Debug Adapter Protocol, as VS Code is one. */
function adapterAt(address: string) {
  const [host = '', port = ''] = address.split(':');
  const socket: Socket = createConnection(Number(port), host);
  const heard: Json[] = [];
  let data = Buffer.alloc(0);
  let sent = 0;
  socket.on('data', (chunk) => {
    for (data = Buffer.concat([data, chunk]); ;) {
      const head = /^Content-Length: (\d+)\r\n\r\n/.exec(data.toString('latin1', 0, 64));
      const [start, length] = [head?.[0].length ?? 0, Number(head?.[1] ?? 0)];
      if (!head || data.length < start + length) return;
      heard.push(JSON.parse(data.toString('utf8', start, start + length)) as Json);
      data = data.subarray(start + length);
    }
  });
  /** The first message that is so, once it has come. */
  const message = async (is: (message: Json) => boolean): Promise<Json> => {
    await expect.poll(() => heard.some(is), { timeout: 20_000 }).toBe(true);
    return heard.find(is) ?? null;
  };
  return {
    event: (name: string) => message((one) => member(one, 'event') === name),
    send(command: string, given: Json = {}): () => Promise<Json | undefined> {
      const seq = ++sent;
      const text = Buffer.from(JSON.stringify({ seq, type: 'request', command, arguments: given }));
      socket.write(`Content-Length: ${text.length}\r\n\r\n`);
      socket.write(text);
      return async () => member(await message((one) => member(one, 'request_seq') === seq), 'body');
    },
    leave: () => socket.destroy(),
  };
}

test.skipIf(!hasDebugpy)(
  'debugpy stops a Python function with its event, by what FnDeck attaches with',
  { timeout: 60_000 },
  async () => {
    const code = 'def handler(event, context):\n    name = event["name"]\n    return "Hello, " + name\n';
    const spec = bench.fn({ 'index.py': code }, { runtime: 'Python3.9', timeoutSeconds: 1 });
    let adapter: ReturnType<typeof adapterAt> | undefined;
    const debug = async (address: string): Promise<string> => {
      const run = {
        ...{ number: 1, attempt: 1, group: 'g', name: 'n', over: false },
        dir: spec.dir,
        address,
      };
      const config = attachConfig({ ...run, language: 'python' }, 'FnDeck', '');
      expect(config).toMatchObject({ type: 'debugpy', connect: { host: '127.0.0.1' } });
      adapter = adapterAt(address);
      await adapter.send('initialize', {
        adapterID: 'debugpy',
        linesStartAt1: true,
        columnsStartAt1: true,
      })();
      const attached = adapter.send('attach', config);
      await adapter.event('initialized');
      const source = { path: join(spec.dir, 'index.py') };
      await adapter.send('setBreakpoints', { source, breakpoints: [{ line: 3 }] })();
      await adapter.send('configurationDone')();
      await attached();
      const threadId = member(member(await adapter.event('stopped'), 'body'), 'threadId') ?? 0;
      const frames = member(await adapter.send('stackTrace', { threadId })(), 'stackFrames');
      const frame: Json | undefined = Array.isArray(frames) ? (frames as Json[])[0] : undefined;
      expect(member(frame, 'line')).toBe(3);
      const asked = { expression: 'name', frameId: member(frame, 'id') ?? 0 };
      const value = member(await adapter.send('evaluate', asked)(), 'result');
      await adapter.send('continue', { threadId })();
      return JSON.stringify(value);
    };
    let debugging: Promise<string> | undefined;
    const debugged = {
      stop: new AbortController().signal,
      waits: (address: string) => void (debugging = debug(address)),
      debugpy: FOLDER,
    };
    const signal = new AbortController().signal;
    const outcome = await bench
      .make({ python })
      .run(spec, requestOf({ name: 'Ada' }), () => undefined, signal, debugged);
    expect(await debugging).toBe('"\'Ada\'"');
    expect(valueOf({ outcome, lines: [] })).toBe('Hello, Ada');
    adapter?.leave();
  },
);
