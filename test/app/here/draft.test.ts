import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { envFileText, functionFileText, languageOf, namesFor } from '../../../src/app/here/draft';
import { readFunctionFileText } from '../../../src/app/here/functionFileText';
import { readServerlessFunctions } from '../../../src/app/here/serverlessFunctions';
import { TEMPLATES } from '../../../src/app/here/templates';
import { translate } from '../../../src/model/message';

const root = mkdtempSync(join(tmpdir(), 'fndeck-draft-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const DRAFT = { group: 'orders', name: 'pay', runtime: 'Python3.9', handler: 'index.handler' };

describe('the file of a function', () => {
  it('says what is known, the names of variables without values, and no name that the folders have', () => {
    const text = functionFileText({ ...DRAFT, timeout: 7, environment: { KEY: 'secret' } }, [
      'w',
      'orders',
      'x',
    ]);
    expect(JSON.parse(text)).toEqual({
      ...{ name: 'pay', runtime: 'Python3.9', handler: 'index.handler' },
      ...{ timeout: 7, memory: 256, environment: { KEY: '' } },
    });
    expect(text).not.toContain('secret');
    expect(readFunctionFileText(text).kind).toBe('function');
  });

  it.each([
    [{}, ['shop'], { group: 'default', name: 'shop' }],
    [{}, ['shop', 'checkout'], { group: 'default', name: 'checkout' }],
    [{}, ['shop', 'functions', 'orders', 'pay'], { group: 'orders', name: 'pay' }],
    [{}, ['my repo', 'group with spaces', '1. läuft'], { group: 'default', name: 'l-uft' }],
    [{}, ['***'], { group: 'default', name: 'function' }],
    [{ group: '', name: 'a.b$c' }, ['shop'], { group: 'default', name: 'a-b-c' }],
    [{ group: 'team', name: 'known' }, ['shop', 'a', 'b'], { group: 'team', name: 'known' }],
  ] as const)('names a function known as %j in %j', (known, folders, names) => {
    expect(namesFor(known, folders)).toEqual(names);
  });

  it('is told where it is broken', () => {
    const place = (text: string) => {
      const read = readFunctionFileText(text);
      return read.kind === 'wrong'
        ? [translate(read.what), text.slice(read.offset, read.offset + read.length)]
        : read;
    };
    expect(place('')).toEqual(['Value expected.', '']);
    expect(place('{"runtime": "Node.js18.15",, }')).toEqual([
      'Property name in double quotes expected.',
      ',',
    ]);
    expect(place('{"runtime": "x", "handler": 3}')).toEqual(['handler must be a text.', '3']);
    expect(place('{"runtime": "x", "handler": "y", "versions": [{"name": "v1"}, {"name": "!"}]}')).toEqual([
      '“!” is not a valid name here.',
      '"!"',
    ]);
    expect(place('[1]')).toEqual(['It is no JSON object.', '[']);
  });

  it('comes with a .env that Node.js reads as it was', () => {
    const values = { A: 'plain', B: `it's "quoted"`, C: 'two\nlines', D: '  spaces # no comment ', E: '' };
    expect(parseEnv(envFileText({ ...values, 'not a name': 'x' }))).toEqual(values);
  });
});

it('knows the languages that the sandbox runs', () => {
  expect(['Node.js18.15', 'nodejs20', 'Python3.9', 'python3', 'Java17', 'Go1.x'].map(languageOf)).toEqual([
    'node',
    'node',
    'python',
    'python',
    undefined,
    undefined,
  ]);
});

describe('an s.yaml', () => {
  it('has functions of both editions, without what is filled in later', () => {
    const read = readServerlessFunctions(`
resources:
  orders:
    component: fc3
    props:
      functionName: orders-\${vars.stage}
      runtime: nodejs20
      handler: index.handler
      timeout: 20
      memorySize: "512"
      code: ./orders
      environmentVariables: { KEY: "\${env('KEY')}", MODE: fast }
  pay:
    component: devsapp/fc
    props:
      service: { name: shop }
      function: { name: pay, runtime: python3.9, handler: main.run, codeUri: ./pay, initializer: main.init }
  site:
    component: website
    props: { runtime: none }
`);
    expect(read).toEqual({
      kind: 'functions',
      functions: [
        {
          ...{ resource: 'pay', group: 'shop', name: 'pay', runtime: 'python3.9', handler: 'main.run' },
          ...{ initializer: 'main.init', code: './pay', environment: {} },
        },
        {
          ...{ resource: 'orders', runtime: 'nodejs20', handler: 'index.handler', timeout: 20, memory: 512 },
          ...{ code: './orders', environment: { KEY: '', MODE: 'fast' } },
        },
      ],
    });
  });

  it('that is broken says where, and one of other components has none', () => {
    expect(readServerlessFunctions('a: [1\nb: 2')).toMatchObject({ kind: 'unreadable', line: 2 });
    expect(readServerlessFunctions('resources: { a: { component: oss } }').kind).toBe('other');
  });
});

describe.each(TEMPLATES.map((template) => [template.label.text, template] as const))(
  '%s',
  (label, template) => {
    /** Runs the template's handler as each service would: with the payload's bytes, or what they say. */
    const run = (bytes: boolean) => {
      const folder = join(root, `${label.replace(/\W/g, '')}-${String(bytes)}`);
      mkdirSync(folder);
      for (const [name, text] of Object.entries(template.files)) writeFileSync(join(folder, name), text);
      const node = `const event = require('fs').readFileSync('payload.json');
      require('./index').handler(${bytes ? 'event' : 'JSON.parse(event)'}, {}).then((it) =>
        console.log(JSON.stringify(it)))`;
      const python = `import json, index
event = open('payload.json', 'rb').read()
print(json.dumps(index.handler(${bytes ? 'event' : 'json.loads(event)'}, None)))`;
      const [command, flag, code] =
        template.language === 'node' ? [process.execPath, '-e', node] : ['python3', '-c', python];
      const { stdout, stderr } = spawnSync(command, [flag, code], { cwd: folder, encoding: 'utf8' });
      expect(stderr).toBe('');
      return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { statusCode?: number; body?: string };
    };

    it.each([true, false])('answers its own payload (as bytes: %s)', (bytes) => {
      const answer = run(bytes);
      const isHttp = label.endsWith('HTTP');
      expect(answer.statusCode).toBe(isHttp ? 200 : undefined);
      expect(isHttp ? JSON.parse(answer.body ?? '') : answer).toEqual({ message: 'Hello, Ada' });
    });
  },
);
