import { createConnection, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { requestOf, runnerBench, valueOf } from './runnerBench';

const bench = runnerBench();
const HANDLER = 'def handler(event, context):\n    return event["k"]\n';

/** A package of the name and the two functions of debugpy that the runtime calls; a client is whoever connects. */
const DEBUGPY = `
import socket
server = socket.socket()
def configure(**options):
    assert options == {'subProcess': False}
def listen(address):
    server.bind(address)
    server.listen()
    return server.getsockname()
def wait_for_client():
    server.accept()
`;

function run(changes: { readonly debugpy?: string }, waits: (address: string) => void) {
  const spec = bench.fn({ 'index.py': HANDLER }, { runtime: 'Python3.9', timeoutSeconds: 1 });
  const debugged = { stop: new AbortController().signal, waits, ...changes };
  const runner = bench.make();
  return runner.run(
    ...([spec, requestOf({ k: 5 }), () => undefined, new AbortController().signal, debugged] as const),
  );
}

test('a Python function waits for its debugger on a free port of this machine, without a limit of time', async () => {
  const { dir } = bench.fn({ 'debugpy/__init__.py': DEBUGPY });
  let socket: Socket | undefined;
  const outcome = await run({ debugpy: dir }, (address) => {
    expect(address).toMatch(/^127\.0\.0\.1:\d+$/);
    setTimeout(() => (socket = createConnection(Number(address.split(':')[1]), '127.0.0.1')), 1500);
  });
  expect(valueOf({ outcome, lines: [] })).toBe(5);
  socket?.destroy();
});

test('a Python function says what to install where there is no debugpy', async () => {
  const { dir } = bench.fn({ 'debugpy/__init__.py': 'raise ImportError("none")\n' });
  const outcome = await run({ debugpy: dir }, () => undefined);
  expect(outcome).toMatchObject({ kind: 'failed', stage: 'load', errorType: 'ImportError' });
  expect(outcome).toMatchObject({ message: expect.stringContaining('ms-python.debugpy') as string });
});
