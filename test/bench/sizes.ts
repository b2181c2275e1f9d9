import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PROJECT, VSIX } from '../harness/project.mjs';
import type { Row } from './row';

/** How many parts are named of what is too big. */
const MOST_PARTS = 8;

/** What is downloaded, what is read at activation, and what the extension host may ever read; 1 KB is 1024 bytes. */
export function measureSizes(): Row[] {
  const entry = join(PROJECT, 'dist', 'extension.js');
  const parts = join(PROJECT, 'dist', 'parts');
  const atActivation = [...withRequired(entry)];
  const all = [entry, ...readdirSync(parts).map((name) => join(parts, name))];
  const withSandbox = all.filter((file) => readFileSync(file, 'utf8').includes('--token-seconds'));
  const detail = 'of the production build';
  return [
    size('VSIX', [VSIX], 400, 'pictures included', () => packed(VSIX)),
    size(
      'host code loaded at activation',
      atActivation,
      60,
      `${detail}, ${String(atActivation.length)} files`,
    ),
    size('all host code', all, 300, `${detail}: extension.js and parts/`),
    {
      what: 'sandbox code in the extension host',
      measured: withSandbox.length,
      budget: 0,
      unit: 'files',
      detail: 'searched for its command line',
    },
  ];
}

/** A file and those that it requires before it runs: an `import()` stands behind a function, after `then`. */
function withRequired(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, later, path] of readFileSync(file, 'utf8').matchAll(
    /(=>[\w$]*\(?)?require\("(\.[^"]+)"\)/g,
  )) {
    if (later === undefined && path !== undefined) withRequired(join(dirname(file), path), seen);
  }
  return seen;
}

function size(
  what: string,
  files: readonly string[],
  budget: number,
  detail: string,
  parts: () => readonly Part[] = () => files.map((file) => ({ name: basename(file), size: sizeOf(file) })),
): Row {
  const measured = files.reduce((sum, file) => sum + sizeOf(file), 0);
  const missed = measured > budget;
  return {
    ...{ what, measured, budget, unit: 'KB' },
    detail: missed ? `${detail}; the biggest: ${biggest(parts())}` : detail,
  };
}

/** Something that a file or folder is made of, in KB. */
interface Part {
  readonly name: string;
  readonly size: number;
}

function biggest(parts: readonly Part[]): string {
  return [...parts]
    .sort((a, b) => b.size - a.size)
    .slice(0, MOST_PARTS)
    .map(({ name, size: kb }) => `${name} ${kb.toFixed(0)}`)
    .join(', ');
}

/** The files of an archive, as they are in it. */
function packed(archive: string): readonly Part[] {
  const listed = spawnSync('unzip', ['-v', archive], { encoding: 'utf8' });
  // Length, method, packed size, ratio, date, time, checksum, name.
  const line = /^ *\d+ +\S+ +(\d+) +\S+ +\S+ +\S+ +[0-9a-f]{8} +(.+)$/gm;
  return [...(listed.stdout ?? '').matchAll(line)].map(([, bytes, name = '']) => ({
    name: name.replace('extension/', ''),
    size: Number(bytes) / 1024,
  }));
}

function sizeOf(file: string): number {
  return statSync(file).size / 1024;
}
