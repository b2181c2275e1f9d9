// npm run demo                FnDeck with its sandbox in a fresh VS Code: on the desktop where `code` is on the
//                             PATH, else in the browser at the printed address. Ctrl+C ends everything.
// npm run demo -- --browser   in the browser in any case; --port N: at that port
// npm run demo -- --tour      clicks through the main job by itself and says what it saw; pictures in out/tour
import { spawnSync } from 'node:child_process';
import { setUpPython } from '../harness/debian.mjs';
import { installPackages } from '../harness/packages.mjs';
import { endWithSignals } from '../harness/processes.mjs';
import { PROJECT } from '../harness/project.mjs';

endWithSignals();
const args = process.argv.slice(2);
setUpPython();
installPackages(PROJECT);
packFnDeck();

// These need the packages that were just installed.
const { inBrowser } = await import('./browser.mjs');
const { findDesktop, onDesktop } = await import('./desktop.mjs');
const desktop = findDesktop();
if (args.includes('--tour')) process.exitCode = await inBrowser({ tour: true });
else if (desktop && !args.includes('--browser')) process.exitCode = await onDesktop(desktop);
else process.exitCode = await inBrowser({ port: Number(args[args.indexOf('--port') + 1] ?? 0) || 0 });

function packFnDeck() {
  const { status } = spawnSync(process.execPath, ['test/package.mjs'], {
    cwd: PROJECT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('FnDeck could not be packed: npm run package says why');
}
