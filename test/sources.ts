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

/** Reads the tests, and what they are made of. */
export function readTests(folder = 'test'): readonly Source[] {
  return readdirSync(join(PROJECT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : readTests(path);
    return entry.name.endsWith('.ts') ? [readSource(path)] : [];
  });
}

/** What a file exports by a declaration of its own, by name; `default` for the default. */
export function exportsOf(tree: ts.SourceFile): readonly string[] {
  return tree.statements.flatMap((statement): readonly string[] => {
    if (ts.isExportAssignment(statement)) return ['default'];
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
    if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) return ['default'];
    return ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.map(({ name }) => name.getText())
      : [(statement as ts.DeclarationStatement).name?.getText() ?? ''];
  });
}

/** What a file imports or exports again from files: `path name`, with `*` for all that is there. */
export function importsOf({ path, tree }: Source): readonly string[] {
  return [...nodesOf(tree)].flatMap((node): readonly string[] => {
    const from = (specifier: ts.Node | undefined, names: readonly string[]): readonly string[] =>
      specifier && ts.isStringLiteralLike(specifier) && specifier.text.startsWith('.')
        ? names.map((name) => `${fileOf(specifier.text, path)} ${name}`)
        : [];
    if (ts.isImportDeclaration(node))
      return from(node.moduleSpecifier, namesOf(node.importClause?.namedBindings, node.importClause));
    if (ts.isExportDeclaration(node)) return from(node.moduleSpecifier, namesOf(node.exportClause));
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      return from(node.argument.literal, ['*']);
    const isLoading = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
    return isLoading ? from(node.arguments[0], ['*']) : [];
  });
}

function namesOf(
  named: ts.NamedImportBindings | ts.NamedExportBindings | undefined,
  clause?: ts.ImportClause,
): readonly string[] {
  if (!named) return clause?.name ? ['default'] : ['*'];
  if (!ts.isNamedImports(named) && !ts.isNamedExports(named)) return ['*'];
  return named.elements.map(({ name, propertyName }) => (propertyName ?? name).text);
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
