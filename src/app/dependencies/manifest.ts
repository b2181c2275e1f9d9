import { parseTree, type Node } from 'jsonc-parser';
import type { Language } from '../here/draft';

/** A package that a function's code needs, and where its manifest names it. */
export interface Listed {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
}

/** The file beside a function's code that lists its packages. */
export const MANIFESTS: Readonly<Record<Language, string>> = {
  node: 'package.json',
  python: 'requirements.txt',
};

/** What the text of a `package.json` or `requirements.txt` lists; nothing where it cannot be read. */
export function listedIn(language: Language, text: string): readonly Listed[] {
  return language === 'node' ? listedInPackageJson(text) : listedInRequirements(text);
}

/** The `dependencies`: what only building or testing takes is not loaded by a call. */
function listedInPackageJson(text: string): readonly Listed[] {
  const root = parseTree(text);
  const properties = (node: Node | undefined): readonly Node[] =>
    node?.type === 'object' ? (node.children ?? []) : [];
  const listed = properties(root).find(({ children: [key] = [] }) => key?.value === 'dependencies');
  return properties(listed?.children?.[1]).flatMap(({ children: [key] = [] }) =>
    key ? [{ name: String(key.value), offset: key.offset, length: key.length }] : [],
  );
}

/** A line of a requirements file that begins with a package's name: PEP 508, without the environment marker. */
const REQUIREMENT = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\]\s*)?(?:[<>=!~(@]|$)/;

/** A built package: its name stands before its version. */
const WHEEL = /([A-Za-z0-9](?:[A-Za-z0-9._]*[A-Za-z0-9])?)-\d[^/\\]*\.whl$/;

/**
 * Packages by their names. Left out is what cannot be told without pip: options, other files, addresses, and what only some
 * interpreters need.
 */
function listedInRequirements(text: string): readonly Listed[] {
  const listed: Listed[] = [];
  let at = 0;
  let isContinued = false;
  for (const line of text.split('\n')) {
    const said = line.replace(/(^|\s)#[^]*$/, '').trim();
    const needed = said.replace(/\s--.*$|\\$/g, '').trim();
    const name = (REQUIREMENT.exec(needed) ?? WHEEL.exec(needed))?.[1];
    if (name !== undefined && !isContinued && !needed.includes(';') && !needed.startsWith('-')) {
      const offset = at + line.indexOf(needed);
      listed.push({ name, offset, length: needed.length });
    }
    isContinued = said.endsWith('\\');
    at += line.length + 1;
  }
  return listed;
}

/** A name of a Python package as all its spellings are compared: PEP 503. */
export function pythonName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}
