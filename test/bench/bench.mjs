// npm run bench: the budgets that can be measured here, in one run. Prints a table, writes out/bench.json, and exits
// with 1 where a budget is missed. `npm run bench -- sizes listing`: only those measurements.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installPackages } from '../harness/packages.mjs';
import { endWithSignals } from '../harness/processes.mjs';
import { OUT, PROJECT } from '../harness/project.mjs';

endWithSignals();
installPackages(PROJECT);
const packed = spawnSync(process.execPath, ['test/package.mjs'], {
  cwd: PROJECT,
  stdio: ['ignore', 'ignore', 'inherit'],
});
if (packed.status !== 0) throw new Error('FnDeck could not be packed: npm run package says why');

const { build } = await import('esbuild'); // may have been installed just now
const outfile = join(OUT, 'bench', 'bench.mjs');
await build({
  entryPoints: [join(PROJECT, 'test', 'bench', 'main.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  logLevel: 'warning',
});
await import(pathToFileURL(outfile).href);
