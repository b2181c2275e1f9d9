import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { build, type BuildOptions } from 'esbuild';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packagedReadme } from './readme.mjs';
import { PROJECT, readJson } from './sources';

const PICTURES = 'media/screenshots';

describe('the package', () => {
  let files: readonly string[];
  const copy = mkdtempSync(join(tmpdir(), 'fndeck-package-'));
  beforeAll(async () => {
    // A copy: vsce matches each of the ten thousand files of the harness's VS Codes with each of its patterns.
    const left = /(^|[/\\])node_modules$|^(out|\.git)$/;
    cpSync(PROJECT, copy, { recursive: true, filter: (path) => !left.test(relative(PROJECT, path)) });
    for (const folder of ['out', 'node_modules']) {
      mkdirSync(join(copy, folder));
      writeFileSync(join(copy, folder, 'left.js'), '');
    }
    files = await listFiles({ cwd: copy, packageManager: PackageManager.None });
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('has every file that package.json names', () => {
    // Some in each language by itself.
    const texts = ['package.json', ...['', '.de', '.zh-cn'].map((language) => `package.nls${language}.json`)];
    const named = texts.flatMap((name) => [
      ...JSON.stringify(readJson(name)).matchAll(/"(?:\.\/)?((?:media|dist)\/[^"]+)"/g),
    ]);
    expect(named.length).toBeGreaterThan(8 + 3 * 7);
    expect(named.flatMap(([, path = '']) => (files.includes(path) ? [] : [path]))).toEqual([]);
  });

  it('has every file that a build writes, all pages among them', () => {
    const written = readdirSync(join(PROJECT, 'dist'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.map$|^fndeck\.vsix$|^README\.md$/.test(entry.name))
      .map((entry) => relative(PROJECT, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
    expect(written.filter((path) => /^dist\/\w+\.css$/.test(path)).length).toBeGreaterThan(4);
    expect(written.filter((path) => !files.includes(path))).toEqual([]);
  });

  it('explains JSON in three languages', () => {
    const folder = join(PROJECT, 'dist', 'schema');
    const names = readdirSync(folder).filter((name) => !/\.(de|zh-cn)\.schema/.test(name));
    expect(names.length).toBeGreaterThan(7);
    const saidIn = (name: string) =>
      [...readFileSync(join(folder, name), 'utf8').matchAll(/"description": ?"([^"]*)"/g)].map(
        ([, text = '']) => text,
      );
    for (const name of names) {
      const english = saidIn(name);
      for (const language of ['de', 'zh-cn']) {
        const theirs = saidIn(name.replace('.schema', `.${language}.schema`));
        expect(theirs.length, name).toBeGreaterThan(3);
        // Names are the same in all languages.
        expect(theirs.filter((text) => text.includes(' ') && english.includes(text))).toEqual([]);
      }
    }
  });

  it('has no picture that VS Code does not show, no map and nothing of the tests', () => {
    const manifest = JSON.stringify(readJson('package.json'));
    const pictures = files.filter((path) => /\.(png|svg|webp|gif|jpe?g)$/.test(path));
    expect(pictures.filter((path) => !manifest.includes(path))).toEqual([]);
    expect(files.filter((path) => /\.map$|^(src|test|out|node_modules)\//.test(path))).toEqual([]);
  });

  it('has the licence of each package of which it holds code', async () => {
    expect(files).toContain('dist/THIRD_PARTY_NOTICES.txt');
    const notices = readFileSync(join(PROJECT, 'dist', 'THIRD_PARTY_NOTICES.txt'), 'utf8');
    const packages = await bundledPackages();
    expect(packages).toEqual(expect.arrayContaining(['jsonc-parser', 'node-fetch']));
    for (const name of packages) {
      const { version } = readJson(`node_modules/${name}/package.json`) as { readonly version: string };
      const [, own = ''] = notices.split(`\n${name} ${version}\n`);
      expect(own.split('-'.repeat(80))[0], name).toMatch(/Copyright|Permission is hereby granted/);
    }
  });
});

describe('the README in the package', () => {
  const text = readFileSync(join(PROJECT, 'README.md'), 'utf8');
  const relative = (markdown: string) =>
    [...markdown.matchAll(/\]\(([^)]*)\)/g)].flatMap(([, to = '']) => (/^(https:|#)/.test(to) ? [] : [to]));

  it('leaves out what VS Code cannot show', () => {
    expect(relative(text)).not.toEqual([]);
    const packaged = packagedReadme(text);
    expect(relative(packaged)).toEqual([]);
    expect(packaged).not.toMatch(/!\[/);
    expect(packaged).toContain('\nMIT\n');
  });

  it('leads to the files of the repository where their address is known', () => {
    const packaged = packagedReadme(text, 'https://example.com/fndeck/');
    expect(relative(packaged)).toEqual([]);
    expect(packaged).toContain('](https://example.com/fndeck/media/screenshots/editor.');
    expect(() => packagedReadme(text, 'http://example.com')).toThrow('https://');
  });

  it('names only pictures that are there, and each of them', () => {
    expect(relative(text).filter((path) => !existsSync(join(PROJECT, path)))).toEqual([]);
    const pictures = readdirSync(join(PROJECT, PICTURES)).map((name) => `${PICTURES}/${name}`);
    expect(pictures.filter((path) => !text.includes(`](${path})`))).toEqual([]);
  });

  it('begins with ten seconds that move, in 150 KB at most', async () => {
    const [first = ''] = relative(text);
    expect(statSync(join(PROJECT, first)).size).toBeLessThanOrEqual(150 * 1024);
    const { pages, delay = [] } = await sharp(join(PROJECT, first), { animated: true }).metadata();
    expect(pages).toBeGreaterThan(5);
    const milliseconds = delay.reduce((sum, frame) => sum + frame, 0);
    expect(Math.abs(milliseconds - 10_000)).toBeLessThan(1500);
  });
});

/** Packages of which a bundle holds code, found by a build of the test's own. */
async function bundledPackages(): Promise<readonly string[]> {
  const options = {
    absWorkingDir: PROJECT,
    outdir: 'out/bundled',
    bundle: true,
    write: false,
    metafile: true as const,
    format: 'esm',
    mainFields: ['module', 'main'],
    external: ['vscode', 'web-streams-polyfill', 'fetch-blob', 'formdata-polyfill'],
    logLevel: 'silent',
  } satisfies BuildOptions;
  const builds = await Promise.all([
    build({ ...options, platform: 'node', entryPoints: ['src/extension.ts', 'src/sandbox/main.ts'] }),
    build({ ...options, platform: 'node', entryPoints: ['src/sandbox/runtimes/node.ts'] }),
    build({ ...options, platform: 'browser', entryPoints: ['src/webview/main.ts'] }),
  ]);
  const outputs = builds.flatMap(({ metafile }) => Object.values(metafile.outputs));
  const inputs = outputs.flatMap((output) => Object.entries(output.inputs));
  const held = inputs.flatMap(([path, { bytesInOutput }]) =>
    bytesInOutput > 0 ? (/.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []) : [],
  );
  return [...new Set(held)].sort();
}
