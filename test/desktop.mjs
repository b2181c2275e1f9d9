// The tests of test/vscode in desktop VS Code, for machines that may download it or have it:
//   node test/desktop.mjs              FNDECK_DESKTOP=/usr/bin/code  an installed one
//                                      FNDECK_DESKTOP_VERSION=1.100.0  a certain one
// On Linux without a display: xvfb-run -a node test/desktop.mjs
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { OUT, PROJECT } from './harness/project.mjs';

const out = join(OUT, 'vscode-desktop');
const root = mkdtempSync(join(tmpdir(), 'fndeck-desktop-'));
const workspace = join(root, 'workspace');
mkdirSync(workspace);
mkdirSync(out, { recursive: true });
const installed = process.env.FNDECK_DESKTOP;
process.exitCode = await runTests({
  ...(installed
    ? { vscodeExecutablePath: installed }
    : { version: process.env.FNDECK_DESKTOP_VERSION ?? 'stable' }),
  extensionDevelopmentPath: PROJECT,
  extensionTestsPath: join(OUT, 'vscode-tests', 'index.js'),
  extensionTestsEnv: {
    FNDECK_TEST_OUT: out,
    FNDECK_TEST_PROFILE: root,
    NODE_EXTRA_CA_CERTS: join(PROJECT, 'test', 'vscode', 'certificates', 'trustedAuthority.pem'),
  },
  launchArgs: [
    workspace,
    '--disable-extensions',
    '--disable-workspace-trust',
    '--user-data-dir',
    join(root, 'user'),
  ],
});
