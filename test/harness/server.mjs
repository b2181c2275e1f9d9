// Starts VS Code's server on 127.0.0.1 with a fresh profile, and ends it with all that it started.
import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** User settings that keep a workbench quiet and its tests repeatable. */
export const QUIET_SETTINGS = {
  'files.autoSave': 'off', // VS Code for the Web has afterDelay
  'workbench.startupEditor': 'none',
  'workbench.editor.useModal': 'off', // else built-in editors open in a dialog that swallows F1
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'update.mode': 'none',
};

/**
 * @typedef {object} ServerOptions
 * @property {import('./vscodes.mjs').Vscode} vscode
 * @property {readonly string[]} [vsix] extensions to install
 * @property {Readonly<Record<string, string>>} [files] text of the workspace's files by relative path
 * @property {string} [workspace] folder whose content the workspace begins with
 * @property {Readonly<Record<string, unknown>>} [settings] user settings over QUIET_SETTINGS
 * @property {Readonly<Record<string, string>>} [env] for the extension host
 * @property {boolean} [hostTests] lets the page's address start tests in the extension host, which find the profile in
 *   FNDECK_TEST_PROFILE; hides notifications
 * @property {number} [port] 0, the default: a free one
 */
/** @typedef {Awaited<ReturnType<typeof startServer>>} Server */

/**
 * @param {ServerOptions} options
 */
export async function startServer({
  vscode,
  vsix = [],
  files = {},
  workspace,
  settings,
  env,
  hostTests,
  port = 0,
}) {
  const root = mkdtempSync(join(tmpdir(), 'fndeck-vscode-'));
  const folders = {
    user: join(root, 'user'),
    extensions: join(root, 'extensions'),
    workspace: join(root, 'workspace'),
  };
  const userSettings = join(folders.user, 'User', 'settings.json');
  write(userSettings, JSON.stringify({ ...QUIET_SETTINGS, ...settings }, undefined, 2));
  mkdirSync(folders.workspace);
  if (workspace) cpSync(workspace, folders.workspace, { recursive: true });
  for (const [path, text] of Object.entries(files)) write(join(folders.workspace, path), text);

  const command = [
    vscode.serverMain,
    '--accept-server-license-terms',
    ...['--server-data-dir', join(root, 'server')],
    ...['--user-data-dir', folders.user],
    ...['--extensions-dir', folders.extensions],
    ...['--builtin-extensions-dir', vscode.builtins],
  ];
  const environment = hostEnvironment({ ...(hostTests && { FNDECK_TEST_PROFILE: root }), ...env });
  for (const file of vsix) {
    const install = [...command, '--install-extension', file, '--force'];
    execFileSync(vscode.node, install, { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  }

  const listen = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'];
  const quiet = ['--telemetry-level', 'off', '--disable-workspace-trust'];
  const driver = hostTests ? ['--enable-smoke-test-driver'] : [];
  // Detached: the server and its extension hosts are one process group, which must not outlive this process.
  const child = spawn(vscode.node, [...command, ...listen, ...quiet, ...driver], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const kill = () => {
    signalGroup(child, 'SIGKILL');
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', kill);

  let output = '';
  /** @type {number} */
  const listening = await new Promise((resolve, reject) => {
    const read = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
      const found = /Extension host agent listening on (\d+)/.exec(output);
      if (found) resolve(Number(found[1]));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`VS Code's server ended with ${code}:\n${output}`)));
    setTimeout(() => reject(new Error(`VS Code's server is not up after 30 s:\n${output}`)), 30_000).unref();
  });
  const authority = `127.0.0.1:${listening}`;

  /** @type {Promise<void> | undefined} */
  let stopping;
  return {
    authority,
    folders,
    userSettings,
    pid: child.pid ?? 0,
    output: () => output,
    /**
     * Address of the workbench on the workspace.
     * @param {readonly (readonly [string, string])[]} [payload] start parameters, for host tests
     */
    url(payload) {
      const query = new URLSearchParams({ folder: folders.workspace });
      if (payload) query.set('payload', JSON.stringify(payload));
      return `http://${authority}/?${query.toString()}`;
    },
    /** @param {string} path absolute; as the page names a file of the server's machine */
    remote: (path) => `vscode-remote://${authority}${path}`,
    /**
     * Text of the logs (VS Code's own and each output channel's) whose path matches, oldest first.
     * @param {RegExp} pattern
     */
    logs(pattern) {
      const matching = filesBelow(join(folders.user, 'logs')).filter((file) => pattern.test(file));
      matching.sort((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs);
      return matching.map((file) => readFileSync(file, 'utf8')).join('');
    },
    /** Ends the server and all that it started, and removes the profile. */
    stop() {
      stopping ??= ended(child).then(() => {
        kill();
        process.off('exit', kill);
      });
      return stopping;
    },
  };
}

/**
 * The environment without what is meant for the process that starts the server, and without a look at a gallery.
 * @param {Readonly<Record<string, string>>} [more]
 * @returns {NodeJS.ProcessEnv}
 */
function hostEnvironment(more) {
  const left = { ...process.env };
  for (const name of ['NODE_OPTIONS', 'VSCODE_IPC_HOOK_CLI', 'ELECTRON_RUN_AS_NODE', 'VSCODE_PROXY_URI'])
    delete left[name];
  return { ...left, EXTENSIONS_GALLERY: '{"serviceUrl":"","itemUrl":"","resourceUrlTemplate":""}', ...more };
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<void>} */
function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const impatient = setTimeout(() => signalGroup(child, 'SIGKILL'), 5_000);
    child.once('exit', () => {
      clearTimeout(impatient);
      resolve();
    });
    signalGroup(child, 'SIGTERM');
  });
}

/** @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal */
function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // the whole group is gone
  }
}

/** @param {string} file @param {string} text */
function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** @param {string} folder @returns {string[]} */
function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}
