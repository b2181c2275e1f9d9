import * as vscode from 'vscode';
import { uriOf } from '../files';
import { openBases } from '../../app/code/bases';
import { createConfigFiles, type ConfigFiles } from '../../app/code/configFiles';
import { openPrivateFolder } from '../../app/privateFolder';
import type { ChooseFunction } from '../configEditor/commands/choice';
import { copyAsCode, type CodeLanguage } from './copyAs';
import { copyConfigTo } from './copyTo';
import { adoptFile, applyFile, applyNamed, compareFile, saveAsFile } from './fileCommands';
import { changeMany } from './manyFiles';
import type { ConfigParts } from '../configParts';
import { createServerless } from './serverless';
import { foundFile, watchConfigFiles, workspaceFiles } from './workspaceFiles';

/** Configs as files of the workspace, and in the languages of other tools. Failures are thrown for the caller to show. */
export interface Code extends vscode.Disposable {
  readonly files: Pick<ConfigFiles, 'mark' | 'onDidChange'>;
  /** Lenses above the async configs of an `s.yaml`. */
  lenses(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<vscode.CodeLens[]>;
  readonly onDidChangeLenses: vscode.Event<void>;
  /** Each takes what VS Code hands to a command: a row, a document's or a file's URI, a ref, or nothing. */
  saveAsFile(given: unknown): Promise<vscode.Uri | undefined>;
  compare(given: unknown): Promise<void>;
  apply(given: unknown): Promise<boolean>;
  adopt(given: unknown): Promise<boolean>;
  /** Applies a file (or the active one) to a version that is chosen. */
  applyTo(file: vscode.Uri | undefined, choose: ChooseFunction): Promise<boolean>;
  /** Applies or adopts several files of a folder, chosen from a list; gives how many went well. */
  many(act: 'apply' | 'adopt', folder: unknown): Promise<number>;
  /** Puts a config on the clipboard in another language; gives the text. */
  copyAs(language: CodeLanguage, given: unknown): Promise<string | undefined>;
  /** Brings a config into the document of another version, which a person then saves. */
  copyTo(given: unknown, target: unknown): Promise<boolean>;
  compareServerless(uri: unknown, resource: unknown): Promise<void>;
  writeServerless(uri: unknown, resource: unknown): Promise<boolean>;
}

/** Composes the parts. */
export function createCode(deps: ConfigParts): Code {
  const folder = vscode.Uri.joinPath(deps.context.globalStorageUri, 'files').fsPath;
  const bases = openBases(openPrivateFolder(folder));
  const files = createConfigFiles(workspaceFiles, bases, () => deps.connections.list());
  const parts = { ...deps, files };
  const serverless = createServerless(deps);
  const tellMenus = async (): Promise<void> => {
    const found = (await files.all()).length > 0;
    await vscode.commands.executeCommand('setContext', 'fndeck.hasConfigFiles', found);
  };
  const look = (): void => void tellMenus().catch(() => undefined); // a search that ends with the window
  const watching = watchConfigFiles(() => {
    files.forget();
    look();
  });
  look();

  return {
    files,
    lenses: serverless.lenses,
    onDidChangeLenses: serverless.onDidChange,
    saveAsFile: (given) => saveAsFile(parts, given),
    compare: (given) => compareFile(parts, given),
    apply: (given) => applyFile(parts, given),
    adopt: (given) => adoptFile(parts, given),
    applyTo: (file, choose) => applyNamed(parts, file, choose),
    many: (act, given) => changeMany(parts, act, uriOf(given), foundFile),
    copyAs: (language, given) => copyAsCode(parts, language, given),
    copyTo: (given, target) => copyConfigTo(parts, given, target),
    compareServerless: serverless.compare,
    writeServerless: serverless.write,
    dispose: () => void vscode.Disposable.from(watching, serverless, files).dispose(),
  };
}
