// npm run sandbox -- [arguments]: the sandbox by itself, on the sample functions where nothing else is said.
// Prints one line of JSON when it is ready (see README.md); Ctrl+C ends it.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setUpBuild } from './harness/build.mjs';
import { setUpPython } from './harness/debian.mjs';
import { PROJECT } from './harness/project.mjs';

setUpPython();
setUpBuild();
const given = process.argv.slice(2);
const functions = given.includes('--functions') ? [] : ['--functions', join(PROJECT, 'media', 'samples')];
const child = spawn(process.execPath, [join(PROJECT, 'dist', 'sandbox.js'), ...functions, ...given], {
  stdio: 'inherit',
});
// The terminal's Ctrl+C and its end reach the child by themselves.
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code) => process.exit(code ?? 1));
