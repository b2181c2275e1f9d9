import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { StateFolder } from '../../src/sandbox/stateFolder';
import { sandboxBench } from './sandboxBench';

const bench = sandboxBench();

describe('the state folder', () => {
  test('gives back what was written, below one folder, by name', async () => {
    const folder = new StateFolder(bench.folder());
    await folder.write('a/b/two.json', '2');
    await folder.write('a/one.json', '1');
    await folder.write('other/three.json', '3');
    await folder.write('a/one.json', '"one"');
    expect(await folder.readAll('a')).toEqual([
      { name: path.join('a', 'b', 'two.json'), value: 2 },
      { name: path.join('a', 'one.json'), value: 'one' },
    ]);
    await folder.remove('a/one.json');
    await folder.remove('a/never.json');
    expect(await folder.readAll('a')).toHaveLength(1);
    expect(await folder.readAll('nowhere')).toEqual([]);
  });

  test('holds one whole text after many writes at once, and no leftovers', async () => {
    const root = bench.folder();
    const folder = new StateFolder(root);
    const texts = Array.from({ length: 20 }, (_, index) => `"${String(index).repeat(10_000)}"`);
    await Promise.all(texts.map((text) => folder.write('file.json', text)));
    const [found] = await folder.readAll('.');
    expect(texts).toContain(JSON.stringify(found?.value));
    expect(readdirSync(root)).toEqual(['file.json']);
  });

  test('sweeps away what a kill left unfinished', async () => {
    const root = bench.folder();
    mkdirSync(path.join(root, 'a'));
    writeFileSync(path.join(root, 'a', 'one.json.0f6c.unfinished'), '{"half');
    const folder = new StateFolder(root);
    expect(await folder.readAll('a')).toEqual([]);
    expect(readdirSync(path.join(root, 'a'))).toEqual([]);
  });

  test('passes over what file managers leave where people look, and names a file that is broken', async () => {
    const functions = bench.functions({ 'default/work': {} });
    const state = bench.folder();
    const first = await bench.start({ functions, state });
    const CONFIG = 'fgs/functions/work/async-invoke-config';
    expect((await first.ask('PUT', CONFIG, { max_async_retry_attempts: 2 })).status).toBe(200);
    expect((await first.ask('POST', '/sandbox/clock', { seconds: 60 })).status).toBe(200);
    await first.stop();
    const folders = readdirSync(state, { recursive: true, withFileTypes: true }).filter((each) =>
      each.isDirectory(),
    );
    for (const { parentPath, name } of folders) {
      for (const foreign of ['.DS_Store', 'desktop.ini'])
        writeFileSync(path.join(parentPath, name, foreign), '\0\0');
    }
    const second = await bench.start({ functions, state });
    expect((await second.ask('GET', CONFIG)).body).toMatchObject({ max_async_retry_attempts: 2 });
    expect((await second.ask('GET', '/sandbox/clock')).body).toMatchObject({ aheadSeconds: 60 });
    await second.stop();
    const file = path.join(state, 'cn-north-4', 'configs', 'default', 'work', 'latest.json');
    writeFileSync(file, '{"group":');
    await expect(bench.start({ functions, state })).rejects.toThrow(`${file} cannot be read: `);
  });
});
