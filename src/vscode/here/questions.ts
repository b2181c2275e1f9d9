import * as vscode from 'vscode';
import { languageOf, type Draft, type KnownSettings, type Language } from '../../app/here/draft';
import { proposeHandlers, type CodeFolder, type Proposal } from '../../app/here/proposals';
import { RUNTIMES } from '../../model/functionFileSchema';
import { exists } from '../files';
import { pickLine, typeLine } from '../window/quickInput';

/** Longest file that is looked into for handlers, in bytes. */
const LARGEST = 1024 * 1024;

/** What each language's runtimes on this machine are called. */
const LABELS: Readonly<Record<Language, string>> = { node: 'Node.js', python: 'Python' };

/** A handler's file without its ending, a dot, and the function. */
const HANDLER = /^[^\s]+\.[\w$]+$/;

/** Asks for handler and runtime where they are not known, or not in the folder; undefined where the person left. */
export async function askRuntimeAndHandler(
  folder: vscode.Uri,
  known: KnownSettings,
): Promise<Pick<Draft, 'runtime' | 'handler'> | undefined> {
  const proposals = await proposeHandlers(codeIn(folder));
  const isThere = known.handler !== undefined && (await hasModule(folder, known.handler));
  const handler = isThere ? known.handler : await askHandler(folder, known, proposals);
  if (handler === undefined) return undefined;
  const proposed = proposals.find((one) => one.handler === handler)?.language;
  const runtime = known.runtime ?? (await askRuntime(proposed ?? (await languageFor(folder, handler))));
  return runtime === undefined ? undefined : { runtime, handler };
}

async function askHandler(
  folder: vscode.Uri,
  { handler, runtime }: KnownSettings,
  proposals: readonly Proposal[],
): Promise<string | undefined> {
  const language = runtime === undefined ? undefined : languageOf(runtime);
  const fitting = proposals.filter((one) => language === undefined || one.language === language);
  const items = fitting.map((one) => ({
    label: one.handler,
    description: one.exported
      ? vscode.l10n.t('in {0}', one.file)
      : vscode.l10n.t('{0} exports no function that can be seen', one.file),
    iconPath: new vscode.ThemeIcon('symbol-function'),
    handler: one.handler,
  }));
  const other = {
    label: vscode.l10n.t('Another Handler…'),
    description: '',
    iconPath: new vscode.ThemeIcon('edit'),
    handler: undefined,
  };
  const title = vscode.l10n.t('Handler of the function in {0}', vscode.workspace.asRelativePath(folder));
  const missing = handler === undefined ? undefined : vscode.l10n.t('{0} is not in this folder', handler);
  const placeHolder = missing ?? vscode.l10n.t('Which function is called?');
  const chosen = items.length === 0 ? other : await pickLine([...items, other], { title, placeHolder });
  if (!chosen) return undefined;
  return (
    chosen.handler ??
    typeLine({
      title,
      prompt: missing ?? vscode.l10n.t('The file without its ending, a dot, and the exported function.'),
      placeholder: 'index.handler',
      value: handler ?? 'index.handler',
      check: (typed) =>
        HANDLER.test(typed.trim())
          ? undefined
          : vscode.l10n.t('The file without its ending, a dot, and the exported function.'),
    })
  );
}

async function askRuntime(language: Language | undefined): Promise<string | undefined> {
  const languages: readonly Language[] = language === undefined ? ['node', 'python'] : [language];
  const items = languages.flatMap((one) =>
    RUNTIMES[one].map((runtime) => ({
      label: runtime,
      description: /^[A-Z]/.test(runtime) ? 'FunctionGraph' : 'Function Compute',
      iconPath: new vscode.ThemeIcon('symbol-namespace'),
    })),
  );
  const chosen = await pickLine(items, {
    title: vscode.l10n.t('Runtime of the function'),
    placeHolder: vscode.l10n.t(
      'As the service names it. The sandbox runs it with the {0} of this machine.',
      languages.map((one) => LABELS[one]).join(' / '),
    ),
    matchOnDescription: true,
  });
  return chosen?.label;
}

/** Whether the folder has a file for a handler's module. */
async function hasModule(folder: vscode.Uri, handler: string): Promise<boolean> {
  return (await languageFor(folder, handler)) !== undefined;
}

async function languageFor(folder: vscode.Uri, handler: string): Promise<Language | undefined> {
  const file = handler.slice(0, handler.lastIndexOf('.'));
  for (const [ending, language] of [
    ['js', 'node'],
    ['mjs', 'node'],
    ['cjs', 'node'],
    ['py', 'python'],
  ] as const) {
    if (await exists(vscode.Uri.joinPath(folder, `${file}.${ending}`))) return language;
  }
  return undefined;
}

/** The names of environment variables, or their values, too; undefined where the person left. */
export async function askEnvironment(
  title: string,
  names: readonly string[],
): Promise<'names' | 'values' | undefined> {
  if (names.length === 0) return 'names';
  const items = [
    {
      label: vscode.l10n.t('Names Only'),
      description: names.join(', '),
      detail: vscode.l10n.t('Into function.json, to be filled in there or in a file .env beside it'),
      answer: 'names' as const,
    },
    {
      label: vscode.l10n.t('Names and Values'),
      detail: vscode.l10n.t('The values into a file .env beside the code, which must not be committed'),
      answer: 'values' as const,
    },
  ];
  const chosen = await pickLine(items, {
    title,
    placeHolder: vscode.l10n.t('What of the environment variables is to be on this machine?'),
  });
  return chosen?.answer;
}

function codeIn(folder: vscode.Uri): CodeFolder {
  return {
    files: async (below) => {
      const entries = await vscode.workspace.fs
        .readDirectory(below === '' ? folder : vscode.Uri.joinPath(folder, below))
        .then(
          (rows) => rows,
          () => [],
        );
      return entries.filter(([, type]) => (type & vscode.FileType.File) !== 0).map(([name]) => name);
    },
    read: async (path) => {
      const file = vscode.Uri.joinPath(folder, path);
      try {
        if ((await vscode.workspace.fs.stat(file)).size > LARGEST) return undefined;
        return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
      } catch {
        return undefined;
      }
    },
  };
}
