import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import {
  PROJECT,
  exportsOf,
  importsOf,
  nodesOf,
  readJson,
  readSources,
  readTests,
  type Source,
} from './sources';

const sources = readSources();

/** What hosts and pages tell each other: types only. */
const PAGES = ['event', 'overview', 'replay', 'repeat', 'bulk', 'connection'];
const PROTOCOLS = ['protocol.ts', ...PAGES.map((page) => `${page}/protocol.ts`)].map(
  (name) => `src/webview/${name}`,
);

/** What a folder may import from, besides itself. Longest prefix counts. */
const FLOORS: Readonly<Record<string, readonly string[]>> = {
  'src/model/': [],
  'src/cloud/': ['src/model/'],
  'src/sandbox/': ['src/model/'],
  'src/webview/': ['src/model/'],
  'src/app/': ['src/model/', 'src/cloud/', ...PROTOCOLS],
  'src/vscode/': ['src/model/', 'src/cloud/', 'src/app/', ...PROTOCOLS],
  'src/extension.ts': ['src/model/', 'src/cloud/', 'src/app/', 'src/vscode/'],
};

/** Modules through which a program talks to others. */
const NETWORK = ['http', 'https', 'http2', 'net', 'tls', 'dgram', 'undici', 'node-fetch'];

/** Exports for a program that is not of TypeScript. */
const FOR_OTHERS = [
  'src/extension.ts activate', // VS Code
  'src/extension.ts deactivate',
  'src/sandbox/runtimes/node.ts resolve', // Node.js, which calls it for an import
  'src/cloud/transport/https.ts default', // the bundle's node:https (esbuild.mjs)
];

describe('the house', () => {
  it('has no room outside its floors', () => {
    expect(sources.filter((source) => floorOf(source.path) === undefined).map(({ path }) => path)).toEqual(
      [],
    );
  });

  it('imports only from the floors below', () => {
    const wrong = sources.flatMap(({ path, files }) => {
      const floor = floorOf(path) ?? '';
      const allowed = [floor, ...(FLOORS[floor] ?? [])];
      return files
        .filter((file) => !allowed.some((prefix) => file.startsWith(prefix)))
        .map((file) => `${path} -> ${file}`);
    });
    expect(wrong).toEqual([]);
  });

  it('has no cycles, types included', () => {
    expect(cycles(sources)).toEqual([]);
  });

  it('has a model that imports no package and no module of Node', () => {
    expect(importing('src/model/', () => true)).toEqual([]);
  });

  it('has a page without modules of Node', () => {
    expect(importing('src/webview/', (name) => !name.endsWith('.css'))).toEqual([]);
  });

  it('has one door to VS Code', () => {
    const doors = sources.filter(({ packages }) => packages.includes('vscode')).map(({ path }) => path);
    expect(doors.filter((path) => !path.startsWith('src/vscode/') && path !== 'src/extension.ts')).toEqual(
      [],
    );
  });

  it('lets VS Code read no text as markup but by one folder', () => {
    const sinks =
      /\bwindow\.(show(Information|Warning|Error)Message|show(QuickPick|InputBox)|withProgress|setStatusBarMessage|createStatusBarItem)$/;
    const here = sources.filter(({ path }) => path.startsWith('src/vscode/') || path === 'src/extension.ts');
    const wrong = here.flatMap(({ path, tree }) =>
      path.startsWith('src/vscode/window/')
        ? []
        : [...nodesOf(tree)]
            .filter(
              (node) => (ts.isPropertyAccessExpression(node) && sinks.test(node.getText())) || isRaw(node),
            )
            .map((node) => `${path}: ${node.getText().slice(0, 80)}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has one door to the network, and one for the sandbox', () => {
    // The runtimes are what a function's own process runs; their socket is the pipe to the runner.
    const here = sources.filter(({ path }) => !path.startsWith('src/sandbox/runtimes/'));
    const doors = here.filter(({ loaded }) => loaded.some((name) => NETWORK.includes(name)));
    expect(doors.map(({ path }) => path)).toEqual([
      'src/cloud/transport/http.ts',
      'src/cloud/transport/https.ts', // what the bundle takes for node:https
      'src/sandbox/notHttp.ts', // the answer to what the server's parser refuses
      'src/sandbox/server.ts',
      'src/sandbox/stateLock.ts', // a loopback port that is open for as long as the holder lives
    ]);
    const fetching = sources.filter(callsFetch).map(({ path }) => path);
    expect(fetching.filter((path) => path !== 'src/cloud/transport/http.ts')).toEqual([]);
  });

  it('exports only what another file or a test imports', () => {
    const imported = new Set([...sources, ...readTests()].flatMap((file) => importsOf(file)));
    const isUsed = (path: string, name: string): boolean =>
      imported.has(`${path} ${name}`) || imported.has(`${path} *`);
    const idle = sources.flatMap(({ path, tree }) =>
      exportsOf(tree)
        .filter((name) => !isUsed(path, name) && !FOR_OTHERS.includes(`${path} ${name}`))
        .map((name) => `${path} ${name}`),
    );
    expect(idle).toEqual([]);
  });

  it('has only what VS Code is needed for above the application', () => {
    const screens = sources.filter(({ path }) => path.startsWith('src/vscode/'));
    expect(screens.filter(({ packages }) => !packages.includes('vscode')).map(({ path }) => path)).toEqual(
      [],
    );
  });

  it('composes in extension.ts, in under 80 lines', () => {
    expect(sources.find(({ path }) => path === 'src/extension.ts')?.lines).toBeLessThan(80);
  });
});

describe('every file', () => {
  it('has at most 300 lines', () => {
    expect(
      sources.filter(({ lines }) => lines > 300).map(({ path, lines }) => `${path}: ${String(lines)}`),
    ).toEqual([]);
  });

  it('keeps no state of its own', () => {
    expect(sources.filter(({ tree }) => tree.statements.some(isVariable)).map(({ path }) => path)).toEqual(
      [],
    );
  });

  it('switches no check off', () => {
    const off = /eslint-disable|@ts-ignore|@ts-nocheck|@ts-expect-error|prettier-ignore/;
    expect(sources.filter(({ tree }) => off.test(tree.text)).map(({ path }) => path)).toEqual([]);
  });
});

describe('package.json', () => {
  const manifest = readJson('package.json') as {
    readonly engines: { readonly vscode: string };
    readonly devDependencies: Readonly<Record<string, string>>;
    readonly contributes: { readonly commands: readonly { readonly command: string }[] };
  };

  it('declares the commands that commands.ts has, and no other', () => {
    const table = sources.find(({ path }) => path === 'src/vscode/commands.ts');
    const handled = table ? propertyNames(table.tree).filter((name) => name.startsWith('fndeck.')) : [];
    expect(handled.sort()).toEqual(manifest.contributes.commands.map(({ command }) => command).sort());
  });

  it('takes the API of the oldest VS Code that it supports, on which the tests run', () => {
    const oldest = readJson('test/harness/oldest/package.json') as {
      readonly config: { readonly vscode: string };
    };
    const minor = (version: string | undefined) => /(\d+\.\d+)\./.exec(version ?? '')?.[1];
    expect(minor(manifest.devDependencies['@types/vscode'])).toBe(minor(manifest.engines.vscode));
    expect(minor(oldest.config.vscode)).toBe(minor(manifest.engines.vscode));
  });

  it.each(['.', 'test/harness/oldest', 'test/harness/latest'])(
    'has a lock file without addresses in %s',
    (folder) => {
      expect(readFileSync(join(PROJECT, folder, 'package-lock.json'), 'utf8')).not.toMatch(
        /"resolved": "(?!file:)/,
      );
    },
  );
});

function floorOf(path: string): string | undefined {
  return Object.keys(FLOORS).find((prefix) => path.startsWith(prefix));
}

function importing(folder: string, wrong: (name: string) => boolean): string[] {
  return sources
    .filter(({ path }) => path.startsWith(folder))
    .flatMap(({ path, packages }) => packages.filter(wrong).map((name) => `${path} -> ${name}`));
}

/** Each cycle once, as `a -> b -> a`. */
function cycles(all: readonly Source[]): string[] {
  const byPath = new Map(all.map((source) => [source.path, source]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push([...trail.slice(start), path].join(' -> '));
    if (start >= 0 || done.has(path)) return;
    for (const next of byPath.get(path)?.files ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const { path } of all) visit(path, []);
  return found;
}

function callsFetch({ tree }: Source): boolean {
  return [...nodesOf(tree)].some(
    (node) => ts.isCallExpression(node) && /^(globalThis\.|window\.)?fetch$/.test(node.expression.getText()),
  );
}

/** Whether a place that VS Code reads as markup gets a text that did not pass `plain`, `plainItem` or `literal`. */
function isRaw(node: ts.Node): boolean {
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    const wanted = /\.(items)$/.test(node.left.getText())
      ? /plainItem/
      : /\.(prompt|validationMessage)$/.test(node.left.getText())
        ? /plain\(|complaint\(/
        : undefined;
    return wanted !== undefined && !wanted.test(node.right.getText());
  }
  if (ts.isCallExpression(node) && /\bFileSystemError\.\w+$/.test(node.expression.getText()))
    return node.arguments.some((argument) => !/^(plain\(|uri$)/.test(argument.getText()));
  const isMarkdown =
    (ts.isNewExpression(node) && node.expression.getText() === 'vscode.MarkdownString') ||
    (ts.isCallExpression(node) && node.expression.getText().endsWith('.appendMarkdown'));
  if (!isMarkdown) return false;
  return (node.arguments ?? []).some((argument) =>
    ts.isTemplateExpression(argument)
      ? argument.templateSpans.some(({ expression }) => !/^literal\(/.test(expression.getText()))
      : !ts.isStringLiteral(argument) && !/^literal\(/.test(argument.getText()),
  );
}

function isVariable(statement: ts.Statement): boolean {
  return ts.isVariableStatement(statement) && (statement.declarationList.flags & ts.NodeFlags.Const) === 0;
}

function propertyNames(tree: ts.SourceFile): string[] {
  return [...nodesOf(tree)]
    .filter(ts.isPropertyAssignment)
    .map(({ name }) => name.getText().replaceAll("'", ''));
}
