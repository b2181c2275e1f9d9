import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { member, type Json } from '../../src/model/json';
import { readRoots } from '../../src/sandbox/functions';
import { textAt } from '../../src/sandbox/textAt';
import { HUAWEI, OTC, sandboxBench, type Answered } from './sandboxBench';

const bench = sandboxBench();
const rows = ({ body }: Answered, key = 'functions') => member(body, key) as readonly Json[];
const names = (answer: Answered) => rows(answer).map((row) => member(row, 'func_name'));
const errorOf = ({ status, body }: Answered) => [status, member(body, 'error_code')];

describe('the function list', async () => {
  const functions = bench.functions({ 'default/a-one': {}, 'default/b-two': {}, 'orders/c-three': {} });
  const sandbox = await bench.start({ functions });

  test('pages by offset to its end, where the next page is empty', async () => {
    const first = await sandbox.ask('GET', 'fgs/functions?maxitems=2');
    expect(names(first)).toEqual(['a-one', 'b-two']);
    expect([member(first.body, 'next_marker'), member(first.body, 'count')]).toEqual([2, 3]);
    const second = await sandbox.ask('GET', 'fgs/functions?maxitems=2&marker=2');
    expect(names(second)).toEqual(['c-three']);
    const end = await sandbox.ask(
      'GET',
      `fgs/functions?maxitems=2&marker=${textAt(second.body, 'next_marker')}`,
    );
    expect([names(end), member(end.body, 'next_marker')]).toEqual([[], 3]);
  });

  test('is narrowed by package and, on one of the flavours, by a part of the name', async () => {
    expect(names(await sandbox.ask('GET', 'fgs/functions?package_name=orders'))).toEqual(['c-three']);
    expect(names(await sandbox.ask('GET', 'fgs/functions?func_name=two'))).toEqual(['b-two']);
    const otc = await sandbox.ask('GET', `/v2/${OTC}/fgs/functions?func_name=two`);
    expect(names(otc)).toHaveLength(3);
    expect(names(await sandbox.ask('GET', 'fgs/functions?max_items=1'))).toHaveLength(3);
  });

  test('refuses offsets that are none', async () => {
    expect(errorOf(await sandbox.ask('GET', 'fgs/functions?marker=-1'))).toEqual([400, 'FSS.1001']);
    expect(errorOf(await sandbox.ask('GET', 'fgs/functions?maxitems=ten'))).toEqual([400, 'FSS.1001']);
  });

  test('shows the URN of its region and project', async () => {
    const [huawei] = rows(await sandbox.ask('GET', 'fgs/functions'));
    const [otc] = rows(await sandbox.ask('GET', `/v2/${OTC}/fgs/functions`));
    expect(member(huawei, 'func_urn')).toBe(`urn:fss:cn-north-4:${HUAWEI}:function:default:a-one`);
    expect(member(otc, 'func_urn')).toBe(`urn:fss:eu-de:${OTC}:function:default:a-one`);
    expect(member(huawei, 'last_modified')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/);
    expect(member(otc, 'last_modified')).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  });

  test('follows links to folders, says which lead outside, and which nowhere', async () => {
    const functions = bench.functions({ 'later/one': {} });
    const outside = bench.functions({ 'elsewhere/two': {} });
    const warnings: string[] = [];
    symlinkSync(path.join(functions, 'later', 'one'), path.join(functions, 'later', 'inside'));
    symlinkSync(path.join(outside, 'elsewhere'), path.join(functions, 'linked'));
    symlinkSync(path.join(functions, 'nowhere'), path.join(functions, 'later', 'gone'));
    symlinkSync('round', path.join(functions, 'later', 'round'));
    const sandbox = await bench.start({ functions }, { warnings });
    const { body } = await sandbox.ask('GET', 'fgs/functions');
    const names = (member(body, 'functions') as readonly Json[]).map((row) =>
      [textAt(row, 'package'), textAt(row, 'func_name')].join('/'),
    );
    expect(names).toEqual(['later/inside', 'later/one', 'linked/two']);
    expect((await sandbox.ask('POST', 'fgs/functions/linked:two/invocations', { a: 1 })).status).toBe(200);
    expect(warnings.sort()).toEqual([
      expect.stringMatching(/gone is passed over: ENOENT/),
      expect.stringMatching(/round is passed over: ELOOP/),
      expect.stringContaining(`linked is a link out of the functions folder: its code is run in ${outside}`),
    ]);
  });

  test.skipIf(process.platform === 'win32')('passes over folders that must not be read', () => {
    const functions = bench.functions({ 'default/work': {}, 'database/files': {} });
    for (const dir of [path.dirname(functions), functions]) chmodSync(dir, 0o755);
    chmodSync(path.join(functions, 'database'), 0o000);
    // Root may read all.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    try {
      const { functions: found, remarks } = readRoots([functions]);
      expect(found.map(({ name }) => name)).toEqual(['work']);
      expect(remarks).toEqual([
        {
          file: path.join(functions, 'database'),
          text: expect.stringMatching(/^is passed over: EACCES/) as string,
        },
      ]);
    } finally {
      if (isRoot) process.seteuid?.(0);
      chmodSync(path.join(functions, 'database'), 0o755);
    }
  });

  test('sees functions that were added, and passes over broken ones with a warning', async () => {
    const warnings: string[] = [];
    const other = await bench.start({ functions }, { warnings });
    for (const [name, text] of [
      ['new', '{"runtime":"Python3.9","handler":"index.handler"}'],
      ['broken', '{'],
    ] as const) {
      mkdirSync(path.join(functions, 'later', name), { recursive: true });
      writeFileSync(path.join(functions, 'later', name, 'function.json'), text);
    }
    expect(names(await other.ask('GET', 'fgs/functions?package_name=later'))).toEqual(['new']);
    expect(warnings).toEqual([expect.stringContaining(path.join('later', 'broken', 'function.json'))]);
    await other.ask('GET', 'fgs/functions');
    expect(warnings).toHaveLength(1);
  });
});

test('made-up functions are listed page by page, found by name, by package, and run', async () => {
  const functions = bench.functions({ 'default/own': {} });
  const sandbox = await bench.start({ functions, synthetic: 100_000 });
  const first = await sandbox.ask('GET', 'fgs/functions');
  expect([names(first).length, names(first)[0], names(first)[1], member(first.body, 'count')]).toEqual([
    400,
    'own',
    'made-up-000000',
    100_001,
  ]);
  const last = await sandbox.ask('GET', 'fgs/functions?marker=100000');
  expect(names(last)).toEqual(['made-up-099999']);
  const batch = await sandbox.ask('GET', 'fgs/functions?package_name=batch-199&marker=400');
  expect([names(batch).length, names(batch)[99]]).toEqual([100, 'made-up-099999']);
  expect(names(await sandbox.ask('GET', 'fgs/functions?package_name=batch-200'))).toEqual([]);
  expect(names(await sandbox.ask('GET', 'fgs/functions?func_name=0012345'))).toEqual([]);
  expect(names(await sandbox.ask('GET', 'fgs/functions?func_name=12345'))).toEqual(['made-up-012345']);
  expect((await sandbox.ask('GET', 'fgs/functions/batch-001:made-up-000500/config')).status).toBe(200);
  expect((await sandbox.ask('GET', 'fgs/functions/batch-002:made-up-000500/config')).status).toBe(404);
  expect((await sandbox.ask('GET', 'fgs/functions/batch-200:made-up-100000/config')).status).toBe(404);
});

describe('a function', async () => {
  const sandbox = await bench.start({
    functions: bench.functions({
      'default/hello': {
        description: 'Greets',
        versions: [{ name: 'v1', description: 'first' }, { name: '1.0' }],
        aliases: [{ name: 'prod', version: 'v1' }],
      },
    }),
  });
  const urn = `urn:fss:cn-north-4:${HUAWEI}:function:default:hello`;
  const config = (text: string) => sandbox.ask('GET', `fgs/functions/${text}/config`);

  test('is found by all forms of its name, raw and percent-encoded', async () => {
    const forms = [
      'hello',
      'default:hello',
      `${HUAWEI}:default:hello`,
      `${HUAWEI}:default:hello:latest`,
      urn,
      `${urn}:latest`,
    ];
    for (const form of [...forms, ...forms.map(encodeURIComponent)]) {
      const { status, body } = await config(form);
      expect([form, status, member(body, 'func_urn')]).toEqual([form, 200, `${urn}:latest`]);
    }
    for (const form of [`${urn}:v1`, `${urn}:!prod`, `${urn}:%21prod`.replaceAll(':', '%3A')]) {
      expect(member((await config(form)).body, 'func_urn')).toBe(`${urn}:v1`);
    }
  });

  test.each([
    ['nobody', 404, 'FSS.1051'],
    [`${urn}:v9`, 404, 'FSS.1052'],
    [`${urn}:!test`, 404, 'FSS.1053'],
    [`urn:fss:cn-north-4:${OTC}:function:default:hello`, 403, 'FSS.0403'],
    [`urn:fss:eu-de:${HUAWEI}:function:default:hello`, 404, 'FSS.1051'],
    [`urn:fss:cn-north-4:${HUAWEI}:fun:default:hello`, 400, 'FSS.1309'],
    [`${urn}:`, 400, 'FSS.1309'],
    [`${urn}:v1:more`, 400, 'FSS.1309'],
  ])('%s gives %i %s', async (form, status, code) => {
    expect(errorOf(await config(form))).toEqual([status, code]);
  });

  test('has its versions, latest first, in one page whatever is asked', async () => {
    const answer = await sandbox.ask('GET', `fgs/functions/${urn}/versions?maxitems=1&marker=1`);
    expect(
      rows(answer, 'versions').map((row) => [member(row, 'version'), member(row, 'version_description')]),
    ).toEqual([
      ['latest', ''],
      ['v1', 'first'],
      ['1.0', ''],
    ]);
  });

  test('has its aliases, as a bare array and one by one', async () => {
    const { body } = await sandbox.ask('GET', `fgs/functions/${urn}/aliases`);
    expect(body).toMatchObject([{ name: 'prod', version: 'v1', alias_urn: `${urn}:!prod` }]);
    expect((await sandbox.ask('GET', `fgs/functions/${urn}/aliases/prod`)).body).toEqual(
      (body as readonly Json[])[0],
    );
    expect(errorOf(await sandbox.ask('GET', `fgs/functions/${urn}/aliases/test`))).toEqual([404, 'FSS.1053']);
  });
});

describe('several folders of functions', () => {
  const shown = async (functions: readonly string[], warnings: string[] = []) => {
    const sandbox = await bench.start({ functions }, { warnings });
    const { body } = await sandbox.ask('GET', '/sandbox/functions');
    const rows = member(body, 'functions') as readonly Json[];
    return { sandbox, rows: rows.map((row) => `${textAt(row, 'group')}/${textAt(row, 'name')}`) };
  };

  test('are read one after another, a folder with function.json as one function', async () => {
    const many = bench.functions({ 'demo/one': {}, 'demo/two': {} });
    const alone = path.join(bench.functions({ 'orders/checkout': {} }), 'orders', 'checkout');
    const named = path.join(
      bench.functions({ 'any where/at all': { group: 'shop', name: 'pay' } }),
      'any where',
      'at all',
    );
    const { sandbox, rows } = await shown([many, alone, named]);
    expect(rows).toEqual(['demo/one', 'demo/two', 'orders/checkout', 'shop/pay']);
    expect(names(await sandbox.ask('GET', 'fgs/functions'))).toEqual(['one', 'two', 'checkout', 'pay']);
    expect((await sandbox.ask('POST', 'fgs/functions/shop:pay/invocations', { a: 1 })).status).toBe(200);
  });

  test('are read once each, and of two functions with one name the first counts', async () => {
    const first = bench.functions({ 'demo/one': {} });
    const second = bench.functions({ 'demo/one': {} });
    const warnings: string[] = [];
    const { rows } = await shown([first, path.join(first, 'demo', 'one'), second], warnings);
    expect(rows).toEqual(['demo/one']);
    expect(warnings).toEqual([expect.stringMatching(/is passed over: demo\/one is in .* already/)]);
  });

  test('can be others while the sandbox runs', async () => {
    const [before, after] = [bench.functions({ 'demo/before': {} }), bench.functions({ 'demo/after': {} })];
    const { sandbox } = await shown([before]);
    const answer = await sandbox.ask('PUT', '/sandbox/functions', { roots: [after] });
    expect(answer.body).toEqual({
      roots: [after],
      functions: [{ group: 'demo', name: 'after', dir: path.join(after, 'demo', 'after') }],
    });
    expect(names(await sandbox.ask('GET', 'fgs/functions'))).toEqual(['after']);
    for (const roots of ['no list', ['relative'], [path.join(after, 'gone')]])
      expect((await sandbox.ask('PUT', '/sandbox/functions', { roots })).status).toBe(400);
    expect(names(await sandbox.ask('GET', 'fgs/functions'))).toEqual(['after']);
    const stranger = await sandbox.ask('PUT', '/sandbox/functions', { roots: [] }, { 'x-auth-token': 'no' });
    expect(stranger.status).toBe(401);
  });

  test('may go while the sandbox runs', async () => {
    const [stays, goes] = [bench.functions({ 'demo/stays': {} }), bench.functions({ 'demo/goes': {} })];
    const { sandbox } = await shown([stays, goes]);
    rmSync(goes, { recursive: true });
    expect(names(await sandbox.ask('GET', 'fgs/functions'))).toEqual(['stays']);
  });
});

test('what function.json says is asked for again at the next call', async () => {
  const functions = bench.functions({ 'demo/changed': { handler: 'index.one' } });
  const sandbox = await bench.start({ functions });
  const handler = async () =>
    textAt((await sandbox.ask('GET', 'fgs/functions/demo:changed/config')).body, 'handler');
  expect(await handler()).toBe('index.one');
  const file = path.join(functions, 'demo', 'changed', 'function.json');
  writeFileSync(file, JSON.stringify({ runtime: 'Python3.9', handler: 'index.two' }));
  utimesSync(file, 1, 1);
  expect(await handler()).toBe('index.two');
});

test('a function.json that was broken when it was read is asked for again at the next call', async () => {
  const functions = bench.functions({ 'demo/mended': { handler: 'index.one' } });
  const file = path.join(functions, 'demo', 'mended', 'function.json');
  const whole = readFileSync(file);
  const sandbox = await bench.start({ functions });
  writeFileSync(file, '');
  expect(names(await sandbox.ask('GET', 'fgs/functions'))).toEqual([]);
  expect((await sandbox.ask('GET', 'fgs/functions/demo:mended/config')).status).toBe(404);
  writeFileSync(file, whole);
  expect((await sandbox.ask('GET', 'fgs/functions/demo:mended/config')).status).toBe(200);
});
