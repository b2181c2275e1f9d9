import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** A package by its name, which pip takes ready-made where it is told to: PEP 508, without an address. */
const BY_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\s*(?:\[[^\]]*\]\s*)?(?:[<>=!~(;][^@]*)?$/;

/** Words that are no requirement at all: pip refuses them. */
const WORDS = /^[A-Za-z0-9][\w. ]*$/;

/** What pip takes for a file of the folder it runs in, though it looks like a name. */
const ARCHIVE = /\.(?:zip|tar|tgz|tbz|txz|tlz|tar\.(?:gz|bz2|xz|lz|lzma))(?:\s*\[[^\]]*\])?\s*(?:;.*)?$/i;

/** A built package by its path or address; `git+…` is none, whatever it is called, and pip takes no `.WHL` for one. */
const BUILT = /^(?:[A-Za-z0-9._-]+\s*(?:\[[^\]]*\]\s*)?@\s*)?[^\s;+@?#]+\.whl(?:#\S*)?\s*(?:;.*)?$/;

/** Options that say where packages are, with what follows them. */
const WHERE =
  /^(?:(?:-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host)(?:\s+|=)[^\s"'\\]+|--no-index|--pre|--prefer-binary|--require-hashes|--only-binary(?:\s+|=):all:)$/;

/** Another file of requirements or of constraints. */
const FILE = /^(?:-r|-c|--requirement|--constraint)(?:\s+|=)?([^\s"'\\]+)$/;

/**
 * The first line of a requirements file, or of one that it names, for which pip may run a program of a package even where it
 * is told to take none but those that are built: a folder, an archive, a repository, or an option that says otherwise. What is
 * not known to be harmless counts. Undefined where there is none; a file that cannot be read is pip's to complain of.
 */
export async function firstBuilt(path: string, seen = new Set<string>()): Promise<string | undefined> {
  if (seen.has(path)) return undefined;
  seen.add(path);
  const text = await readFile(path, 'utf8').catch(() => '');
  for (const line of linesOf(text)) {
    const file = FILE.exec(line)?.[1];
    if (file !== undefined && !/^[a-z+]+:\/\/|\$\{/i.test(file)) {
      const built = await firstBuilt(resolve(dirname(path), file), seen);
      if (built !== undefined) return built;
    } else if (!isHarmless(line)) return line;
  }
  return undefined;
}

/** Lines as pip reads them: a backslash at the end joins the next, unless it ends a comment; what follows a `#` is nothing. */
function linesOf(text: string): readonly string[] {
  const lines: string[] = [];
  let begun = '';
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|(?!\t)\p{Cc}|[\u2028\u2029]/u)) {
    const isOpen = line.endsWith('\\') && !/^\s*#/.test(line);
    begun += isOpen ? line.replace(/^\\+|\\+$/g, '') : line.replace(/^(?=#)/, ' ');
    if (isOpen) continue;
    lines.push(begun);
    begun = '';
  }
  return [...lines, begun].map((line) => line.replace(/(?:^|\s)#.*$/, '').trim()).filter(Boolean);
}

function isHarmless(line: string): boolean {
  const needed = line.replace(/(?:\s+--hash(?:=|\s+)[\w:=+/-]+)+$/, '');
  if (WHERE.test(needed) || BUILT.test(needed)) return true;
  return (BY_NAME.test(needed) || WORDS.test(needed)) && !ARCHIVE.test(needed) && !/\s-|\$\{/.test(needed);
}
