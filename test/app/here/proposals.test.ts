import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { proposeHandlers, type CodeFolder } from '../../../src/app/here/proposals';

const root = mkdtempSync(join(tmpdir(), 'fndeck-here-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;

/** A real folder with these files. */
function folderOf(files: Readonly<Record<string, string>>): CodeFolder {
  const folder = join(root, String(++folders));
  mkdirSync(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const attempt = <T>(read: () => T, otherwise: T): Promise<T> => {
    try {
      return Promise.resolve(read());
    } catch {
      return Promise.resolve(otherwise);
    }
  };
  return {
    files: (below) =>
      attempt(
        () =>
          readdirSync(join(folder, below), { withFileTypes: true })
            .filter((entry) => entry.isFile())
            .map(({ name }) => name),
        [],
      ),
    read: (path) => attempt(() => readFileSync(join(folder, path), 'utf8') as string | undefined, undefined),
  };
}

const handlers = async (files: Readonly<Record<string, string>>) =>
  (await proposeHandlers(folderOf(files))).map(({ language, handler, exported }) =>
    [language, handler, ...(exported ? [] : ['?'])].join(' '),
  );

describe('handlers that a folder may have', () => {
  it.each([
    [{ 'index.js': 'exports.handler = async () => 1;' }, ['node index.handler']],
    [{ 'index.mjs': 'export const handler = async () => 1;' }, ['node index.handler']],
    [
      { 'index.js': 'module.exports = { handler, other: 1, async third() {} };' },
      ['node index.handler', 'node index.other', 'node index.third'],
    ],
    [{ 'app.mjs': 'function a() {}\nexport { a as handler };' }, ['node app.handler']],
    [
      {
        'index.py':
          'def initializer(context):\n    pass\n\ndef _own():\n    pass\n\ndef handler(event, context):\n    pass\n',
      },
      ['python index.handler'],
    ],
    [{ 'main.py': 'def main_handler(event, context):\n    return 1\n' }, ['python main.main_handler']],
    [
      {
        'package.json': '{"main": "lib/entry.js"}',
        'lib/entry.js': 'exports.run = 1;',
        'index.js': 'exports.handler = 1;',
      },
      ['node lib/entry.run', 'node index.handler'],
    ],
    [{ 'index.js': 'require("./started");' }, ['node index.handler ?']],
    [
      { 'orders.js': 'exports.handler = 1;', 'orders.test.js': 'exports.handler = 1;' },
      ['node orders.handler'],
    ],
    [{ 'index.js': '// exports.old = 1;\n/* exports.older = 1; */\nexports.now = 1;' }, ['node index.now']],
    [{ 'README.md': 'exports.handler = 1' }, []],
    [{ 'package.json': '{"main": 3', 'index.js': 'exports.handler = 1;' }, ['node index.handler']],
  ] as const)('of %j are %j', async (files, expected) => {
    expect(await handlers(files)).toEqual(expected);
  });

  it('of TypeScript are what it is compiled to', async () => {
    const source = 'export async function handler(event: unknown) { return event; }\n';
    expect(
      await handlers({
        'tsconfig.json': '{ "compilerOptions": { "outDir": "./dist", /* why */ }, }',
        'src/index.ts': source,
        'src/index.d.ts': 'export declare const nothing: 1;',
      }),
    ).toEqual(['node dist/index.handler']);
    expect(await handlers({ 'index.ts': source })).toEqual(['node index.handler']);
  });
});
