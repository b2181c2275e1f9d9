import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Socket } from 'node:net';
import { isObject, member, type Json, type JsonObject } from '../../src/model/json';

/** A debugger that speaks the inspector's own protocol (Chrome DevTools Protocol), as VS Code's does. */
export interface Inspector {
  ask(method: string, params?: JsonObject): Promise<Json>;
  /** The next event of this name that nobody has taken yet. */
  event(method: string): Promise<Json>;
  /** Lets go. Once the run is over: a Node.js 20 that runs its handler just then may crash with SIGSEGV. */
  leave(): void;
}

/** Attaches to the inspector at `ws://127.0.0.1:port/uuid`. Rejects where it does not let anybody in. */
export async function attach(address: string): Promise<Inspector> {
  const socket = await upgrade(address);
  const answers = new Map<number, (result: Json) => void>();
  const events: Json[] = [];
  const waiting: { readonly method: string; readonly take: (event: Json) => void }[] = [];
  let count = 0;
  readFrames(socket, (text) => {
    const message = JSON.parse(text) as Json;
    const id = member(message, 'id');
    if (typeof id === 'number') return answers.get(id)?.(member(message, 'result') ?? null);
    const at = waiting.findIndex(({ method }) => method === member(message, 'method'));
    const taker = at < 0 ? undefined : waiting.splice(at, 1)[0];
    if (taker) taker.take(member(message, 'params') ?? null);
    else events.push(message);
  });
  return {
    ask: (method, params = {}) =>
      new Promise((resolve) => {
        answers.set(++count, resolve);
        socket.write(frameOf(JSON.stringify({ id: count, method, params })));
      }),
    event: (method) => {
      const at = events.findIndex((event) => member(event, 'method') === method);
      const found = at < 0 ? undefined : events.splice(at, 1)[0];
      if (found !== undefined) return Promise.resolve(member(found, 'params') ?? null);
      return new Promise((take) => waiting.push({ method, take }));
    },
    leave: () => socket.destroy(),
  };
}

/** Attaches, sets a breakpoint in a file (a line from 1), and lets the process begin. */
export async function attachAt(address: string, file: string, line: number): Promise<Inspector> {
  const inspector = await attach(address);
  await inspector.ask('Runtime.enable');
  await inspector.ask('Debugger.enable');
  await inspector.ask('Debugger.setBreakpointByUrl', { lineNumber: line - 1, urlRegex: `${file}$` });
  await inspector.ask('Runtime.runIfWaitingForDebugger');
  return inspector;
}

/** What an expression is worth in the frame on top of where the process has stopped, and the line, from 1. */
export async function stoppedAt(
  inspector: Inspector,
  expression: string,
): Promise<{ readonly line: number; readonly value: Json }> {
  const frames = member(await inspector.event('Debugger.paused'), 'callFrames');
  const [frame] = frames as readonly Json[];
  if (!isObject(frame)) throw new Error('there is no frame');
  const evaluated = await inspector.ask('Debugger.evaluateOnCallFrame', {
    callFrameId: frame['callFrameId'] ?? '',
    expression,
    returnByValue: true,
  });
  const line = Number(member(frame['location'], 'lineNumber')) + 1;
  return { line, value: member(member(evaluated, 'result'), 'value') ?? null };
}

function upgrade(address: string): Promise<Socket> {
  const { hostname, port, pathname } = new URL(address);
  return new Promise((resolve, reject) => {
    const asked = request({
      ...{ host: hostname, port, path: pathname },
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
      },
    });
    asked.once('upgrade', (_response, socket) => resolve(socket));
    asked.once('response', ({ statusCode }) => reject(new Error(`refused with ${statusCode}`)));
    asked.once('error', reject);
    asked.end();
  });
}

/** A text as a masked frame (RFC 6455); under 64 KB. */
function frameOf(text: string): Buffer {
  const data = Buffer.from(text);
  const head =
    data.length < 126 ? [0x81, 0x80 | data.length] : [0x81, 0x80 | 126, data.length >> 8, data.length & 0xff];
  const mask = randomBytes(4);
  const masked = data.map((byte, i) => byte ^ (mask[i % 4] ?? 0));
  return Buffer.concat([Buffer.from(head), mask, masked]);
}

/** Gives the texts of unmasked frames, which Node.js never splits. */
function readFrames(socket: Socket, onText: (text: string) => void): void {
  let data = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    data = Buffer.concat([data, chunk]);
    for (;;) {
      const short = (data[1] ?? 0) & 0x7f;
      const head = short === 126 ? 4 : short === 127 ? 10 : 2;
      if (data.length < head) return;
      const length =
        short === 126 ? data.readUInt16BE(2) : short === 127 ? Number(data.readBigUInt64BE(2)) : short;
      if (data.length < head + length) return;
      if (((data[0] ?? 0) & 0x0f) === 1) onText(data.toString('utf8', head, head + length));
      data = data.subarray(head + length);
    }
  });
}
