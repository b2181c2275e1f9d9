import { member } from '../../model/json';
import { parseText } from '../text/parseText';
import type { Language } from './draft';

/** A folder with code; paths are relative to it, with slashes. */
export interface CodeFolder {
  /** Names of the files (not the folders) in a folder below it; none where there is no such folder. */
  files(folder: string): Promise<readonly string[]>;
  /** Undefined where there is no such file, or it is too large to be code that a person wrote. */
  read(path: string): Promise<string | undefined>;
}

/** A handler that the code in a folder suggests. */
export interface Proposal {
  readonly language: Language;
  /** `file.function` */
  readonly handler: string;
  /** The file that was looked at. */
  readonly file: string;
  /** Whether the file exports the function, as far as its text tells. */
  readonly exported: boolean;
}

/** Where handlers are by custom, the likeliest first; TypeScript runs as what it is compiled to. */
const CUSTOM = ['index', 'main', 'handler', 'app', 'src/index', 'dist/index', 'lib/index', 'build/index'];

const ENDINGS: Readonly<Record<string, Language>> = {
  js: 'node',
  mjs: 'node',
  cjs: 'node',
  ts: 'node',
  mts: 'node',
  py: 'python',
};

/** Exports that are handlers by custom, and some that are not. */
const LIKELY = ['handler', 'main_handler', 'lambda_handler', 'main', 'handle', 'run'];
const UNLIKELY = /^(init|initializer|initialize|pre_?stop|pre_?freeze|setup|teardown|_)/i;

/** Most files that are looked into, and most handlers that are offered. */
const MOST = { files: 40, handlers: 20 };

/** Handlers that a folder may have, the likeliest first. */
export async function proposeHandlers(folder: CodeFolder): Promise<readonly Proposal[]> {
  const outDir = await outDirOf(folder);
  const found: Proposal[] = [];
  for (const file of (await candidates(folder)).slice(0, MOST.files)) {
    const language = languageOfFile(file);
    const text = language && (await folder.read(file));
    if (language === undefined || text === undefined) continue;
    const module = moduleOf(file, outDir);
    const names = language === 'node' ? exportsOfJavaScript(text) : functionsOfPython(text);
    const likely = ordered(names).map((name) => ({
      ...{ language, file, exported: true },
      handler: `${module}.${name}`,
    }));
    const guess = { language, file, exported: false, handler: `${module}.handler` };
    found.push(...(likely.length > 0 ? likely : isCustom(file) ? [guess] : []));
  }
  const unique = new Map<string, Proposal>();
  for (const one of found) if (!unique.get(one.handler)?.exported) unique.set(one.handler, one);
  return [...unique.values()].sort((a, b) => Number(b.exported) - Number(a.exported)).slice(0, MOST.handlers);
}

/** The files to look into: package.json's `main`, those that are the handler's by custom, then the others at the top. */
async function candidates(folder: CodeFolder): Promise<readonly string[]> {
  const at = async (where: string) =>
    (await folder.files(where)).map((name) => (where === '' ? name : `${where}/${name}`));
  const all = (await Promise.all(['', 'src', 'dist', 'lib', 'build'].map(at))).flat();
  const code = all.filter((file) => languageOfFile(file) !== undefined && !isTest(file));
  const said = member(await json(folder, 'package.json'), 'main');
  const main = typeof said === 'string' ? said.replace(/^\.\//, '') : '';
  const rank = (file: string): number => {
    if (file === main || stem(file) === main) return -1;
    const custom = CUSTOM.indexOf(stem(file));
    if (custom >= 0) return custom;
    return file.includes('/') ? Infinity : CUSTOM.length;
  };
  return code.filter((file) => rank(file) < Infinity).sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** Where a TypeScript project puts what it compiles; empty: beside the source. */
async function outDirOf(folder: CodeFolder): Promise<string | undefined> {
  const options = member(await json(folder, 'tsconfig.json'), 'compilerOptions');
  const said = member(options, 'outDir');
  return typeof said === 'string' ? said.replace(/^\.\//, '').replace(/\/$/, '') : undefined;
}

async function json(folder: CodeFolder, path: string) {
  const read = parseText((await folder.read(path)) ?? '{}');
  return read.kind === 'document' ? read.document : undefined;
}

function languageOfFile(file: string): Language | undefined {
  return /\.d\.m?ts$/.test(file) ? undefined : ENDINGS[file.split('.').at(-1) ?? ''];
}

function isTest(file: string): boolean {
  return /(^|[./_-])(test|spec|config)\.\w+$|(^|\/)test_/.test(file);
}

function isCustom(file: string): boolean {
  return CUSTOM.includes(stem(file));
}

function stem(file: string): string {
  return file.replace(/\.\w+$/, '');
}

/** A file as a handler names it: of TypeScript, what it is compiled to. */
function moduleOf(file: string, outDir: string | undefined): string {
  if (!/\.m?ts$/.test(file) || outDir === undefined || outDir === '') return stem(file);
  return `${outDir}/${stem(file).replace(/^src\//, '')}`;
}

/** Names that a JavaScript or TypeScript text exports, as far as they can be seen without running it. */
function exportsOfJavaScript(text: string): readonly string[] {
  const code = text.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
  const all = (pattern: RegExp) => [...code.matchAll(pattern)].map(([, name = '']) => name);
  const lists = [
    ...all(/\bmodule\.exports\s*=\s*\{([^}]*)\}/g),
    ...all(/\bexport\s*\{([^}]*)\}/g),
    ...all(/\bexport\s+default\s*\{([^}]*)\}/g),
  ];
  const listed = lists.flatMap((list) =>
    list.split(',').flatMap((entry) => {
      const renamed = /\bas\s+([\w$]+)\s*$/.exec(entry)?.[1];
      return renamed ?? /^\s*(?:async\s+)?([A-Za-z_$][\w$]*)\s*(?:$|:|\()/.exec(entry)?.[1] ?? [];
    }),
  );
  return [
    ...all(/\bexports\.([A-Za-z_$][\w$]*)\s*=(?!=)/g),
    ...all(/\bexport\s+(?:async\s+)?(?:function\*?|const|let|var)\s+([A-Za-z_$][\w$]*)/g),
    ...listed,
  ];
}

/** Functions at the top of a Python text. */
function functionsOfPython(text: string): readonly string[] {
  return [...text.matchAll(/^(?:async\s+)?def\s+([A-Za-z]\w*)\s*\(/gm)].map(([, name = '']) => name);
}

function ordered(names: readonly string[]): readonly string[] {
  const rank = (name: string): number => {
    const likely = LIKELY.indexOf(name);
    return likely >= 0 ? likely : LIKELY.length;
  };
  return [...new Set(names)].filter((name) => !UNLIKELY.test(name)).sort((a, b) => rank(a) - rank(b));
}
