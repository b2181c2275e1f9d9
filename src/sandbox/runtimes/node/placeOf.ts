import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunFailure } from '../../runner/run';

type Place = NonNullable<RunFailure['place']>;

/** Most files that are checked one by one for the one whose syntax is wrong. */
const CHECKED = 10;

/**
 * Where code that could not be loaded is wrong, as far as the error tells: the line that a SyntaxError of CommonJS
 * begins with, what asked for a module that is missing, or the innermost frame within `dir`. Node.js keeps the place of
 * an ES module's SyntaxError to itself, so for that its own check is asked, of `entry` and what it imports.
 */
export function placeOf(error: unknown, dir: string, entry: string | undefined): Place | undefined {
  if (!(error instanceof Error)) return undefined;
  try {
    const { message, stack = '' } = error;
    const head = headOf(stack) ?? missing(message);
    if (head) return head;
    if (error instanceof SyntaxError && entry !== undefined) return checked(entry);
    const folders = [dir, realpathSync(dir)];
    return frames(stack).find(({ file }) => folders.some((folder) => isOwn(file, folder)));
  } catch {
    return undefined; // it is for convenience only
  }
}

/** `file:line`, the line, and carets below it. */
function headOf(stack: string): Place | undefined {
  const [first = '', , carets = ''] = stack.split('\n');
  const [, file, line] = /^(.+):(\d+)$/.exec(first) ?? [];
  if (file === undefined) return undefined;
  return { file: pathOf(file), line: Number(line), column: Math.max(0, carets.indexOf('^')) + 1 };
}

/** The line on which a file asks for a module that is not there. */
function missing(message: string): Place | undefined {
  const [, asked, by] =
    /^Cannot find (?:module|package) '([^']+)' imported from (.+)$/m.exec(message) ??
    /^Cannot find module '([^']+)'\nRequire stack:\n- (.+)$/m.exec(message) ??
    [];
  if (asked === undefined || by === undefined) return undefined;
  const file = pathOf(by);
  const lines = readFileSync(file, 'utf8').split('\n');
  const name = asked.split(/[\\/]/).at(-1) ?? asked;
  const at = lines.findIndex((line) => /\b(require|import|from)\b/.test(line) && line.includes(name));
  return { file, line: Math.max(0, at) + 1, column: Math.max(0, (lines[at] ?? '').indexOf(name)) + 1 };
}

/** What Node.js itself says of the syntax of a module and those beside it that it imports. */
function checked(entry: string): Place | undefined {
  const files = [entry];
  for (const file of files) {
    const found = check(file);
    if (found) return found;
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(
      /\b(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g,
    )) {
      const next = resolve(dirname(file), name);
      if (files.length < CHECKED && !files.includes(next) && existsSync(next)) files.push(next);
    }
  }
  return undefined;
}

function check(file: string): Place | undefined {
  try {
    execFileSync(process.execPath, ['--check', file], { stdio: ['ignore', 'ignore', 'pipe'] });
    return undefined;
  } catch (error) {
    const { stderr } = error as { readonly stderr?: Buffer };
    return headOf(stderr?.toString('utf8') ?? '');
  }
}

function frames(stack: string): readonly Place[] {
  return [...stack.matchAll(/^\s+at .*?\(?((?:file:\/\/|\/|[A-Za-z]:[\\/])[^():]*):(\d+):(\d+)\)?$/gm)].map(
    ([, file = '', line, column]) => ({ file: pathOf(file), line: Number(line), column: Number(column) }),
  );
}

/** Whether a file is the function's own, not one that it has installed. */
function isOwn(file: string, folder: string): boolean {
  return file.startsWith(folder + sep) && !file.includes(`${sep}node_modules${sep}`);
}

function pathOf(file: string): string {
  return file.startsWith('file:') ? fileURLToPath(file) : file;
}
