import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { stripVTControlCharacters } from 'node:util';
import { message, type Message } from '../../model/message';
import { notFound, whyFailed } from './failure';
import type { Installation } from './installation';

/** How an installation ended. */
type Installed =
  | { readonly kind: 'installed' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly why: Message };

/** How much of what was written is kept to say why it failed, in characters. */
const KEPT = 64 * 1024;

/** How much of a line is taken, in characters: what is longer is no text to read. */
const LINE = 16 * 1024;

/** How long an installer may take to clean up after itself, in milliseconds. */
const PATIENCE_MS = 5000;

/** Variables of the editor's own, which change what Node.js and what VS Code's terminals do. */
const EDITORS = /^(ELECTRON_|VSCODE_|NODE_OPTIONS$)/;

/**
 * Windows does not take an `npm.cmd` of the function's folder for npm. The last: an `email.py` of the function is none of what
 * pip imports (from Python 3.11 on).
 */
const VARIABLES = {
  NoDefaultCurrentDirectoryInExePath: '1',
  COREPACK_ENABLE_DOWNLOAD_PROMPT: '0',
  PYTHONIOENCODING: 'utf-8',
  PYTHONSAFEPATH: '1',
};

/** How long what an installer has left behind may keep its output open, in milliseconds. */
const DRAIN_MS = 2000;

/**
 * Runs an installation with what it starts; never rejects. It has the environment of the editor, for its registry, its proxy
 * and the folders of the person. Nothing is asked: it has no input.
 * @param write takes what it writes, line by line
 */
export function install(
  { installer, dir, command, args, env, refused }: Installation,
  write: (line: string) => void,
  signal: AbortSignal,
): Promise<Installed> {
  if (signal.aborted) return Promise.resolve({ kind: 'cancelled' });
  if (refused) return Promise.resolve({ kind: 'failed', why: refused });
  const isWindows = process.platform === 'win32';
  const own = Object.entries(process.env).filter(([name]) => !EDITORS.test(name));
  const child = spawn(command, [...args], {
    cwd: dir,
    env: { ...Object.fromEntries(own), ...VARIABLES, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that all of it can be ended.
    detached: !isWindows,
    // On Windows the package managers of Node.js are scripts; no argument of theirs is from outside.
    shell: isWindows && installer !== 'pip',
    windowsHide: true,
  });
  let kept = '';
  for (const stream of [child.stdout, child.stderr]) {
    readLines(stream, (line) => {
      kept = `${kept}${line}\n`.slice(-KEPT);
      write(stripVTControlCharacters(line));
    });
  }
  let late: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    end(child, 'SIGTERM');
    late = setTimeout(() => end(child, 'SIGKILL'), PATIENCE_MS);
  };
  signal.addEventListener('abort', cancel, { once: true });
  return new Promise((resolve) => {
    const settle = (ended: Installed): void => {
      clearTimeout(late);
      signal.removeEventListener('abort', cancel);
      resolve(signal.aborted ? { kind: 'cancelled' } : ended);
    };
    child.once('error', (error: NodeJS.ErrnoException) => {
      const isMissing = error.code === 'ENOENT';
      const why = isMissing ? notFound(command) : message('{0}', error.message);
      settle({ kind: 'failed', why });
    });
    child.once('exit', () => {
      if (signal.aborted) end(child, 'SIGKILL');
      const letGo = (): void => [child.stdout, child.stderr].forEach((stream) => stream.destroy());
      setTimeout(letGo, DRAIN_MS).unref();
    });
    child.once('close', (code) =>
      settle(code === 0 ? { kind: 'installed' } : { kind: 'failed', why: whyFailed(installer, kept, code) }),
    );
  });
}

/** Takes what a stream gives line by line, with an ellipsis where one is too long to be kept. */
function readLines(stream: Readable, take: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let begun = '';
  let isCarriageReturn = false;
  const end = (): void => {
    take(begun.length > LINE ? `${begun.slice(0, LINE)}…` : begun);
    begun = '';
  };
  const read = (text: string): void => {
    const rest = isCarriageReturn && text.startsWith('\n') ? text.slice(1) : text;
    if (text !== '') isCarriageReturn = text.endsWith('\r');
    const parts = rest.split(/\r\n|\r|\n/);
    parts.forEach((part, index) => {
      // One more than is taken tells that it is too long.
      begun += part.slice(0, LINE + 1 - begun.length);
      if (index < parts.length - 1) end();
    });
  };
  stream.on('data', (chunk: Buffer) => read(decoder.write(chunk)));
  const finish = (): void => {
    read(decoder.end());
    if (begun !== '') end();
  };
  // At its end, as the process has closed already when it is told that the stream is; where it was let go, there is no end.
  stream.once('end', finish).once('close', finish);
}

/** Ends a process with all that it has started. */
function end({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    if (process.platform === 'win32')
      spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { windowsHide: true }).on(
        'error',
        () => undefined,
      );
    else process.kill(-pid, signal);
  } catch {
    // It has ended already.
  }
}
