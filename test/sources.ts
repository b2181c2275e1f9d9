import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** The folder of package.json. */
export const PROJECT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** A file of src/, as the tests of the architecture look at it. */
export interface Source {
  /** From the project's folder, with slashes: `src/model/urn.ts`. */
  readonly path: string;
  readonly lines: number;
  readonly tree: ts.SourceFile;
  /** Files of src/ that it imports, types included. */
  readonly files: readonly string[];
  /** Packages and built-in modules that it imports, types included, without `node:`. */
  readonly packages: readonly string[];
  /** Those of `packages` that are there when the program runs: not only their types are imported. */
  readonly loaded: readonly string[];
}

/** Reads all of src/. */
export function readSources(): readonly Source[] {
  return readdirSync(join(PROJECT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => posix.join('src', ...name.split(sep)))
    .sort()
    .map(readSource);
}

function readSource(path: string): Source {
  const text = readFileSync(join(PROJECT, path), 'utf8');
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imported = ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName);
  const typesOnly = new Set(tree.statements.filter(isTypeImport).map((statement) => moduleName(statement)));
  const packages = imported.filter((name) => !name.startsWith('.'));
  return {
    path,
    lines: text.split('\n').length - 1,
    tree,
    files: imported.filter((name) => name.startsWith('.')).map((name) => fileOf(name, path)),
    packages: packages.map(bare),
    loaded: packages.filter((name) => !typesOnly.has(name)).map(bare),
  };
}

function isTypeImport(statement: ts.Statement): statement is ts.ImportDeclaration {
  return (
    ts.isImportDeclaration(statement) && statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
  );
}

function moduleName({ moduleSpecifier }: ts.ImportDeclaration): string {
  return ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : '';
}

function bare(name: string): string {
  return name.replace(/^node:/, '');
}

/** Where an import leads; the compiler complains of those that lead nowhere. */
function fileOf(imported: string, from: string): string {
  const base = posix.join(posix.dirname(from), imported);
  if (/\.(css|json|ts)$/.test(base)) return base;
  return existsSync(join(PROJECT, base, 'index.ts')) ? `${base}/index.ts` : `${base}.ts`;
}

/** Every node of a tree, parents before children. */
export function* nodesOf(node: ts.Node): Iterable<ts.Node> {
  yield node;
  for (const child of node.getChildren()) yield* nodesOf(child);
}

/** A JSON file of the project. */
export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(PROJECT, path), 'utf8')) as unknown;
}
