import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT, VSIX } from '../harness/project.mjs';
import type { Row } from './row';

/** What is downloaded and what is read at activation; 1 KB is 1024 bytes. */
export function measureSizes(): Row[] {
  const extension = join(PROJECT, 'dist', 'extension.js');
  const sandboxInside = readFileSync(extension, 'utf8').includes('--token-seconds');
  return [
    size('VSIX', VSIX, 400),
    size('dist/extension.js, minified', extension, 150),
    {
      what: 'sandbox code in dist/extension.js',
      measured: sandboxInside ? 1 : 0,
      budget: 0,
      unit: 'copies',
      detail: 'searched for its command line',
    },
  ];
}

function size(what: string, file: string, budget: number): Row {
  return {
    what,
    measured: statSync(file).size / 1024,
    budget,
    unit: 'KB',
    detail: 'of the production build',
  };
}
