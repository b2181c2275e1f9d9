import { stripVTControlCharacters } from 'node:util';
import { message, type Message } from '../../model/message';
import type { Installer } from './installation';

/** A text that an installer writes when it fails, and what a person can do then. The groups are what is told of it. */
type Rule = readonly [written: RegExp, why: (...groups: readonly string[]) => Message];

/** How npm, pnpm and Yarn name what went wrong; the likeliest cause first. */
const OF_NODE: readonly Rule[] = [
  [
    /\bE404\b[^]*?'([^'\s]+)' is not in|ERR_PNPM_FETCH_404\b[^\n]*GET \S+\/([^\s/:]+)|Couldn't find package "([^"]+)"/,
    (...names) =>
      message('The registry has no package {0}.', decode(names.find((name) => name !== '') ?? '')),
  ],
  [
    /No matching version found for (\S+)/,
    (name = '') => message('The registry has no version {0}.', name.replace(/\.$/, '')),
  ],
  [
    /\bERESOLVE\b/,
    () =>
      message('The packages ask for versions of each other that do not fit. Change them in package.json.'),
  ],
  [
    /`npm ci` can only install|ERR_PNPM_OUTDATED_LOCKFILE|lockfile needs to be updated/,
    () => message('The lock file does not fit package.json. Run the package manager in a terminal once.'),
  ],
  [
    /\bEJSONPARSE\b|ERR_PNPM_JSON_PARSE|Unexpected token .* in JSON/,
    () => message('package.json is not valid JSON.'),
  ],
  [/ENOENT[^\n]*'([^']+\.tgz|file:[^']+)'/, (path = '') => message('{0} was not found.', path)],
];

const OF_PIP: readonly Rule[] = [
  [
    /No module named pip\b/,
    () =>
      message(
        'This Python has no pip. On Debian and Ubuntu: apt install python3-pip; elsewhere: python3 -m ensurepip.',
      ),
  ],
  [
    /externally-managed-environment/,
    () =>
      message(
        'This Python belongs to the system, and its pip installs into no other folder, either: update pip, or use another Python.',
      ),
  ],
  [
    /Could not open requirements file|Invalid requirement: ?([^\n]*)/,
    (line = '') => message('pip cannot read requirements.txt: {0}', line),
  ],
  [
    /No matching distribution found for ([^\n]+)/,
    (name = '') =>
      message(
        'There is no ready-made package {0} for this Python. Check name and version, or install with scripts, which builds it.',
        name.trim(),
      ),
  ],
  [
    /ResolutionImpossible/,
    () =>
      message(
        'The packages ask for versions of each other that do not fit. Change them in requirements.txt.',
      ),
  ],
];

const OF_ALL: readonly Rule[] = [
  [/'(\w+)' is not recognized as an internal/, (name = '') => notFound(name)],
  [
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT)\b/,
    () => OFFLINE,
  ],
  [
    /Failed to establish a new connection|Name or service not known|Temporary failure in name resolution|Connection to \S+ timed out|ProxyError/,
    () => OFFLINE,
  ],
  [
    /SELF_SIGNED_CERT|UNABLE_TO_|CERTIFICATE_VERIFY_FAILED|CERT_HAS_EXPIRED/,
    () => message('The certificate of the registry is not trusted on this machine.'),
  ],
  [
    /\b(?:E401|E403|401 Unauthorized|403 Forbidden)\b/,
    () => message('The registry refuses access. Sign in to it.'),
  ],
  [/\bENOSPC\b|No space left on device/, () => message('The disk is full.')],
  [
    /\b(?:EACCES|EPERM|EROFS)\b|Permission denied|Read-only file system/,
    () => message('The folder cannot be written to.'),
  ],
];

const OFFLINE = message('The registry was not reached. Check the network and the proxy, then try again.');

/** What to tell where the program of an installer is not on this machine. */
export function notFound(command: string): Message {
  switch (command) {
    case 'npm':
      return message('{0} was not found in the PATH. Install Node.js and restart VS Code.', command);
    case 'pnpm':
    case 'yarn':
      return message(
        '{0} was not found in the PATH: package.json, or the lock file beside it, asks for it.',
        command,
      );
    default:
      return message('{0} was not found in the PATH. Install Python 3 and restart VS Code.', command);
  }
}

/** Why an installation failed, out of what it has written, and what can be done; else its last line. */
export function whyFailed(installer: Installer, written: string, code: number | null): Message {
  const text = stripVTControlCharacters(written);
  const own = installer === 'pip' ? OF_PIP : OF_NODE;
  // Without a network pip also says that nothing matches.
  for (const [pattern, why] of installer === 'pip'
    ? [...own.slice(0, 3), ...OF_ALL, ...own.slice(3)]
    : [...own, ...OF_ALL]) {
    const found = pattern.exec(text);
    if (found) return why(...found.slice(1).map((group) => group ?? ''));
  }
  const lines = text.split(/\r?\n/).filter((line) => /\berr(or)?\b|ERR_/i.test(line));
  const last = (lines[0] ?? text.trim().split(/\r?\n/).at(-1) ?? '').trim();
  return last === ''
    ? message('{0} ended with code {1}.', installer, String(code ?? ''))
    : message('{0} says: {1}', installer, last);
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** The package that code asked for and that is not there, by what its language said; a file of the code itself is none. */
export function missingPackageOf({
  errorType,
  message: said,
}: {
  readonly errorType: string;
  readonly message: string;
}): string | undefined {
  if (errorType === 'ModuleNotFoundError') return /No module named '([^'.]+)/.exec(said)?.[1];
  const asked = /Cannot find (?:module|package) '([^']+)'/.exec(said)?.[1];
  if (asked === undefined || /^[./#\\]|^[A-Za-z]:|^file:/.test(asked)) return undefined;
  return asked.split('/', asked.startsWith('@') ? 2 : 1).join('/');
}
