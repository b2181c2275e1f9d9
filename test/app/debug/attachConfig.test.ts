import { expect, test } from 'vitest';
import { attachConfig } from '../../../src/app/debug/attachConfig';

const RUN = { number: 1, attempt: 1, group: 'demo', name: 'hello', dir: '/work/demo/hello', over: false };

/** What the package.json of the extension Python Debugger takes to attach, beside VS Code's own three. */
const OF_DEBUGPY = [
  ...['connect', 'listen', 'processId', 'debugAdapterPath', 'django', 'jinja', 'justMyCode', 'logToFile'],
  ...['pathMappings', 'redirectOutput', 'showReturnValue', 'subProcess', 'consoleName'],
];

test('Python Debugger gets what its own schema has; what is left to the person’s settings is left out', () => {
  const { type, name, request, ...rest } = attachConfig(
    { ...RUN, language: 'python', address: '127.0.0.1:4711' },
    'FnDeck: demo/hello',
    '/ext/dist/runtimes',
  );
  expect([type, name, request]).toEqual(['debugpy', 'FnDeck: demo/hello', 'attach']);
  expect(Object.keys(rest).filter((key) => !OF_DEBUGPY.includes(key))).toEqual([]);
  expect(rest).toEqual({ connect: { host: '127.0.0.1', port: 4711 }, redirectOutput: true });
});

test('the debugger of Node.js gets the address with its random path, and skips what is not the function’s', () => {
  const address = 'ws://127.0.0.1:4711/0b1c2d3e-4f50-4a6b-8c7d-9e0f1a2b3c4d';
  const config = attachConfig({ ...RUN, language: 'node', address }, 'FnDeck', 'C:\\ext\\dist\\runtimes');
  expect(config).toMatchObject({
    ...{ type: 'node', request: 'attach', websocketAddress: address, port: 4711 },
    skipFiles: ['<node_internals>/**', 'C:/ext/dist/runtimes/**'],
  });
});
