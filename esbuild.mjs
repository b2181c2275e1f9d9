// node esbuild.mjs [--production] [--tests]
//   dist/    what ships: extension, sandbox with its runtimes, webview, JSON schemas, notices of what is bundled
//   out/     with --tests: what runs inside VS Code's extension host
import { Buffer } from 'node:buffer';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { build, transform } from 'esbuild';

const production = process.argv.includes('--production');

/** @type {import('esbuild').BuildOptions} */
const shared = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none', // whole licences go to THIRD_PARTY_NOTICES.txt
  metafile: true,
  logLevel: 'warning',
};

/** @type {import('esbuild').BuildOptions} */
const node = {
  ...shared,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  charset: 'utf8',
  mainFields: ['module', 'main'], // jsonc-parser's `main` cannot be bundled
};

// VS Code gives extensions a patched `http` and `https` (proxy, certificates), by these names only.
const patchedByVscode = {
  'node:http': 'http',
  'node:https': './src/cloud/transport/https.ts',
  'node:net': 'net',
  'node:tls': 'tls',
};

// What node-fetch falls back to where Node.js has no web streams: it always has.
const inEveryNode = { 'web-streams-polyfill/dist/ponyfill.es2018.js': 'node:stream/web' };

/**
 * What node-fetch brings for forms and files: FnDeck sends and reads texts, and Node.js has the classes by which
 * node-fetch tells one from the other.
 * @type {import('esbuild').Plugin}
 */
const noForms = {
  name: 'noForms',
  setup: (building) => {
    building.onResolve({ filter: /^(fetch-blob|formdata-polyfill)\b|\/multipart-parser\.js$/ }, () => ({
      path: 'forms',
      namespace: 'noForms',
    }));
    const unused = ['fileFrom', 'fileFromSync', 'blobFrom', 'blobFromSync', 'formDataToBlob', 'toFormData'];
    building.onLoad({ filter: /^forms$/, namespace: 'noForms' }, () => ({
      contents: `export const { Blob, File, FormData } = globalThis;
        export default Blob;
        function none() { throw new Error('there are no forms'); }
        export { ${unused.map((name) => `none as ${name}`).join(', ')} };`,
    }));
  },
};

// For Node.js, yaml brings CommonJS only, of which a bundle holds all; its ES modules are named “browser”.
const esModules = { yaml: './node_modules/yaml/browser/dist/index.js' };

/**
 * dist/extension.js, which VS Code loads at activation, and dist/parts/*.js, which it loads when an `import()` asks
 * for them. esbuild splits ES modules only, and VS Code's patches need `require`: so split first, then convert.
 */
async function buildExtension() {
  rmSync('dist/parts', { recursive: true, force: true });
  const { outputFiles, metafile } = await build({
    ...node,
    entryPoints: ['src/extension.ts'],
    outdir: 'dist',
    chunkNames: 'parts/[name]-[hash]',
    format: 'esm',
    splitting: true,
    minify: false,
    ...(production && { minifyIdentifiers: true, minifySyntax: true }),
    sourcemap: production ? false : 'inline',
    external: ['vscode'],
    alias: { ...patchedByVscode, ...inEveryNode, ...esModules },
    plugins: [noForms],
    write: false,
  });
  /** @type {Map<string, string>} */
  const files = new Map();
  for (const { path, text } of outputFiles) {
    const name = relative('dist', path);
    const code = await asCommonJs(withPlainImports(text), production ? false : 'inline');
    files.set(name, production ? await minified(code) : code);
  }
  for (const [name, code] of production ? inFewFiles(files, metafile, await helpers()) : files) {
    const path = join('dist', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
  }
  return [metafile];
}

/**
 * @param {string} text an ES module
 * @param {false | 'inline'} sourcemap
 */
async function asCommonJs(text, sourcemap) {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    charset: 'utf8',
    sourcemap,
    supported: { 'dynamic-import': false },
    logLevel: 'warning',
  });
  return code;
}

/** Where esbuild's own functions end in what `asCommonJs` gives, and where what it gives for Node.js' ES modules begins. */
const [AFTER_HELPERS, ANNOTATION] = ['var stdin_exports', '\n// Annotate the CommonJS export names'];

/**
 * A CommonJS module without the functions that esbuild puts before each one: extension.js has them once for all, and
 * with 60 small files they would be a fifth of all that is loaded.
 * @param {string} module of asCommonJs
 */
async function minified(module) {
  const body = module.slice(module.indexOf(AFTER_HELPERS)).split(ANNOTATION)[0] ?? '';
  const { code } = await transform(body, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    charset: 'utf8',
    minify: true,
    logLevel: 'warning',
  });
  return code;
}

/** The functions that `minified` leaves out. */
async function helpers() {
  const all = await asCommonJs(`import * as a from 'a'; import b from 'b'; export const c = [a, b];`, false);
  const { code } = await transform(all.slice(0, all.indexOf(AFTER_HELPERS)), { minifyWhitespace: true });
  return code;
}

/** What parts have in common but extension.js does not need: one file beside them. */
const SHARED = 'parts/shared.js';

/** Characters of a chunk, such as that with a reader of YAML, that stays a file: most parts do not need it. */
const LARGE = 50_000;

/**
 * Moves the chunks that extension.js requires at once into it, and those that only parts require into one file, which
 * is loaded with the first of these: one file is loaded more quickly than ten, and takes less room in the package.
 * There each chunk is a function that is run when it is first asked for; a large one only loads its file then. (In
 * development each stays a file, for the sake of its source map.)
 * @param {ReadonlyMap<string, string>} files code by path from dist/
 * @param {import('esbuild').Metafile | undefined} metafile
 * @param {string} common what every chunk uses: `__export`, `__toESM`, `__toCommonJS`
 * @returns {ReadonlyMap<string, string>}
 */
function inFewFiles(files, metafile, common) {
  /** @type {Set<string>} */
  const atOnce = new Set();
  const collect = (/** @type {string} */ output) => {
    for (const { path, kind } of metafile?.outputs[output]?.imports ?? []) {
      const chunk = basename(path);
      if (kind !== 'import-statement' || !path.startsWith('dist/parts/') || atOnce.has(chunk)) continue;
      atOnce.add(chunk);
      collect(path);
    }
  };
  collect('dist/extension.js');
  const isChunk = (/** @type {string} */ name) =>
    atOnce.has(name) || metafile?.outputs[`dist/parts/${name}`]?.entryPoint === undefined;

  /** @param {string} code @param {string} parts their folder, as seen from where the code will be */
  const linked = (code, parts) =>
    code.replace(/require\("\.\/(?:parts\/)?([^"/]+)"\)/g, (_, /** @type {string} */ name) =>
      isChunk(name) ? `fndeckChunk("${name}")` : `require("${parts}/${name}")`,
    );
  /** @param {readonly string[]} names @param {string} parts */
  const functions = (names, parts) =>
    names.map((name) => {
      const code = linked(files.get(`parts/${name}`) ?? '', parts);
      return `${JSON.stringify(name)}(module){${code}}`;
    });
  const names = [...files.keys()].filter((path) => path !== 'extension.js').map((path) => basename(path));
  const later = names.filter((name) => isChunk(name) && !atOnce.has(name));
  const large = later.filter((name) => (files.get(`parts/${name}`) ?? '').length > LARGE);
  const ways = large.map(
    (name) => `${JSON.stringify(name)}(module){module.exports=require(${JSON.stringify(`./${name}`)})}`,
  );
  const small = later.filter((name) => !large.includes(name));

  const head = `${common}const fndeckChunks={},fndeckCode={${functions([...atOnce], './parts').join(',')}},fndeckShared=()=>require("./${SHARED}");
function fndeckChunk(name){let it=fndeckChunks[name];if(!it)(fndeckCode[name]??fndeckShared()[name])(it=fndeckChunks[name]={exports:{}});return it.exports}
`;
  const exported = 'Object.assign(module.exports,{chunk:fndeckChunk,__export,__toESM,__toCommonJS});\n';
  const imported = `const{chunk:fndeckChunk,__export,__toESM,__toCommonJS}=require("../extension.js");`;
  const parts = names.filter((name) => !isChunk(name));
  return new Map([
    ['extension.js', `${head}${linked(files.get('extension.js') ?? '', './parts')}${exported}`],
    [SHARED, `${imported}module.exports={${[...functions(small, '.'), ...ways].join(',')}};\n`],
    .../** @type {[string, string][]} */ (
      [...parts, ...large].map((name) => [
        `parts/${name}`,
        `${imported}${linked(files.get(`parts/${name}`) ?? '', '.')}`,
      ])
    ),
  ]);
}

/**
 * Imports of `vscode` and of chunks as plain constants. Each `import * as vscode` would become a copy of the whole API
 * with a getter for each name: with one in every file that is tens of milliseconds at activation. And each use of a
 * chunk's export would become a look into that chunk, though no chunk imports one that imports it, and what a chunk
 * exports stays what it is.
 * @param {string} code of esbuild
 */
function withPlainImports(code) {
  return code
    .replace(/^import \* as ([\w$]+) from "vscode";$/gm, 'const $1 = require("vscode");')
    .replace(
      /^import (\{[^}]*\}) from "(\.[^"]+)";$/gm,
      (_, /** @type {string} */ names, /** @type {string} */ path) =>
        `const ${names.replace(/ as /g, ': ')} = require("${path}");`,
    );
}

async function buildSandbox() {
  const main = await build({ ...node, entryPoints: ['src/sandbox/main.ts'], outfile: 'dist/sandbox.js' });
  const entryPoints = ['src/sandbox/runtimes/node.ts'];
  const runtime = await build({ ...node, entryPoints, outfile: 'dist/runtimes/node.js' });
  cpSync('src/sandbox/runtimes/python.py', 'dist/runtimes/python.py');
  cpSync('src/sandbox/runtimes/python', 'dist/runtimes/python', { recursive: true });
  return [main.metafile, runtime.metafile];
}

/** The pages: one script and one style sheet for all, and a sheet for each. */
async function buildWebview() {
  const { metafile } = await build({
    ...shared,
    entryPoints: {
      pages: 'src/webview/main.ts',
      common: 'src/webview/common.css',
      config: 'src/webview/page.css',
      event: 'src/webview/event/event.css',
      replay: 'src/webview/replay/replay.css',
      repeat: 'src/webview/repeat/repeat.css',
      overview: 'src/webview/overview/overview.css',
      bulk: 'src/webview/bulk/bulk.css',
      connection: 'src/webview/connection/connection.css',
    },
    outdir: 'dist',
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
  });
  return [metafile];
}

/** The translated texts by language; English, by no name, needs none. */
function bundles() {
  /** @type {Record<string, unknown>} */
  const texts = { '': {} };
  for (const language of ['de', 'zh-cn']) {
    texts[language] = JSON.parse(readFileSync(`l10n/bundle.l10n.${language}.json`, 'utf8'));
  }
  return texts;
}

/** dist/schema/<service>[.<language>].schema.json, from the table of each service, and those of the files beside payloads. */
async function writeSchemas() {
  const contents = `
    import { SERVICES } from './services';
    import { schemaOf } from './schema';
    import { expectationsSchema } from './expectation';
    import { functionFileSchema } from './functionFileSchema';
    import { sayIn } from './message';
    import { linksSchema } from './payloadLinks';
    export const schemas = Object.entries(${JSON.stringify(bundles())}).flatMap(([language, texts]) => {
      const say = sayIn(texts, language || 'en');
      const all = [
        ...SERVICES.map((profile) => [profile.id, schemaOf(profile, say)]),
        ['functions', linksSchema(say)],
        ['expectations', expectationsSchema(say)],
        ['function', functionFileSchema(say, false)],
        ['anyFunction', functionFileSchema(say, true)],
      ];
      return all.map(([name, schema]) => [language === '' ? name : name + '.' + language, schema]);
    });`;
  const { outputFiles } = await build({
    ...shared,
    sourcemap: false,
    stdin: { contents, resolveDir: 'src/model', loader: 'ts' },
    format: 'esm',
    write: false,
  });
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
  /** @type {unknown} */
  const module = await import(`data:text/javascript;base64,${code}`);
  const { schemas } = /** @type {{ schemas: [string, unknown][] }} */ (module);
  mkdirSync('dist/schema', { recursive: true });
  for (const [name, schema] of schemas) {
    writeFileSync(
      `dist/schema/${name}.schema.json`,
      `${JSON.stringify(schema, undefined, production ? 0 : 2)}\n`,
    );
  }
}

/** One file for each test/vscode/**\/*.test.ts, and index.js, which finds them beside itself. */
async function buildTests() {
  const outdir = join(process.env.FNDECK_OUT ?? 'out', 'vscode-tests');
  rmSync(outdir, { recursive: true, force: true });
  const sources = readdirSync('test/vscode', { recursive: true, encoding: 'utf8' });
  const tests = sources.filter((name) => name === 'index.ts' || name.endsWith('.test.ts'));
  await all(
    tests.map((name) =>
      build({
        ...node,
        minify: false,
        sourcemap: 'inline',
        entryPoints: [join('test/vscode', name)],
        outbase: 'test/vscode',
        outdir,
        external: ['vscode', 'mocha'],
      }),
    ),
  );
}

/**
 * A part that fails does not keep the others from being built; esbuild has printed why.
 * @param {readonly Promise<unknown>[]} builds
 */
async function all(builds) {
  const ends = await Promise.allSettled(builds);
  for (const end of ends) if (end.status === 'rejected') console.error(String(end.reason));
  if (ends.some(({ status }) => status === 'rejected')) process.exitCode = 1;
}

/** What ships, then the licences of all that went into it. */
async function buildShipped() {
  const built = await Promise.all([buildExtension(), buildSandbox(), buildWebview()]);
  writeFileSync('dist/THIRD_PARTY_NOTICES.txt', noticesOf(built.flat()));
}

/**
 * The licence of each package of which a bundle holds code. Throws where a package brings none.
 * @param {readonly (import('esbuild').Metafile | undefined)[]} metafiles
 */
function noticesOf(metafiles) {
  const outputs = metafiles.flatMap((metafile) => Object.values(metafile?.outputs ?? {}));
  const inputs = outputs.flatMap((output) => Object.entries(output.inputs));
  const bundled = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const folders = bundled.flatMap(
    ([path]) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [],
  );
  const notices = [...new Set(folders)].sort().map((folder) => {
    /** @type {unknown} */
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const { name, version } = /** @type {{ name: string, version: string }} */ (manifest);
    return `${name} ${version}\n\n${licenceIn(folder)}\n`;
  });
  const line = `\n${'-'.repeat(80)}\n\n`;
  return [`FnDeck contains code of these packages.\n`, ...notices].join(line);
}

/**
 * @param {string} folder
 * @param {RegExp} name
 */
function firstFile(folder, name) {
  const file = readdirSync(folder).find((entry) => name.test(entry));
  return file === undefined ? undefined : readFileSync(join(folder, file), 'utf8');
}

/**
 * The text of a package's licence: a file of its own, or the last section of its README.
 * @param {string} folder
 */
function licenceIn(folder) {
  const text = firstFile(folder, /^(licen[cs]e|copying)(\.|$)/i);
  const readme = firstFile(folder, /^readme\.md$/i);
  const section = readme?.split(/^(?:#+ *)?licen[cs]e *\n(?:-+\n)?/im).at(-1);
  const licence = text ?? (section?.includes('Permission is hereby granted') ? section : undefined);
  if (licence === undefined) throw new Error(`${folder} is bundled and brings no licence`);
  return licence.trim();
}

const parts = [buildShipped, writeSchemas];
if (process.argv.includes('--tests')) parts.push(buildTests);
await all(parts.map((buildPart) => buildPart()));
