import { readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROJECT, VSIX } from '../harness/project.mjs';
import type { Row } from './row';

/** What is downloaded, what is read at activation, and what the extension host may ever read; 1 KB is 1024 bytes. */
export function measureSizes(): Row[] {
  const entry = join(PROJECT, 'dist', 'extension.js');
  const parts = join(PROJECT, 'dist', 'parts');
  const atActivation = [...withRequired(entry)];
  const all = [entry, ...readdirSync(parts).map((name) => join(parts, name))];
  const withSandbox = all.filter((file) => readFileSync(file, 'utf8').includes('--token-seconds'));
  const detail = 'of the production build';
  return [
    size('VSIX', [VSIX], 400, 'pictures included'),
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

function size(what: string, files: readonly string[], budget: number, detail: string): Row {
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  return { what, measured: bytes / 1024, budget, unit: 'KB', detail };
}
