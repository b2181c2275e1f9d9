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
    await folder.write('a/one.json', 'one');
    expect(await folder.readAll('a')).toEqual([
      { name: path.join('a', 'b', 'two.json'), text: '2' },
      { name: path.join('a', 'one.json'), text: 'one' },
    ]);
    await folder.remove('a/one.json');
    await folder.remove('a/never.json');
    expect(await folder.readAll('a')).toHaveLength(1);
    expect(await folder.readAll('nowhere')).toEqual([]);
  });

  test('holds one whole text after many writes at once, and no leftovers', async () => {
    const root = bench.folder();
    const folder = new StateFolder(root);
    const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(10_000));
    await Promise.all(texts.map((text) => folder.write('file', text)));
    const [found] = await folder.readAll('.');
    expect(texts).toContain(found?.text);
    expect(readdirSync(root)).toEqual(['file']);
  });

  test('sweeps away what a kill left unfinished', async () => {
    const root = bench.folder();
    mkdirSync(path.join(root, 'a'));
    writeFileSync(path.join(root, 'a', 'one.json.0f6c.unfinished'), '{"half');
    const folder = new StateFolder(root);
    expect(await folder.readAll('a')).toEqual([]);
    expect(readdirSync(path.join(root, 'a'))).toEqual([]);
  });
});
