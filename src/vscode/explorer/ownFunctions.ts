import * as vscode from 'vscode';
import {
  ofConfigFile,
  ofServerless,
  ownFunctions,
  type NamedFunction,
  type OwnFunctions,
} from '../../app/catalog/ownFunctions';
import { fileText } from '../configEditor/document/fileText';
import { watchConfigFiles, workspaceFiles } from '../code/workspaceFiles';
import { filedPlace, payloadFolder } from '../invoke/payload/filedPlace';
import type { PayloadBindings } from '../invoke/payload/bindings';

/** Most files of a kind that are looked at. */
const MOST = 1000;
const DEPENDENCIES = '**/node_modules/**';

/** How long files are let come one after another, as from a checkout, before they are read, in milliseconds. */
const PAUSE_MS = 300;

/** The files of the workspace that are about functions: linked payloads, config files, `s.yaml`. */
export interface OwnFiles {
  /** Finds out which functions those are. */
  read(): Promise<OwnFunctions>;
  /** Calls back a moment after one of them has come, changed or gone. */
  watch(changed: () => void): vscode.Disposable;
}

/** @param bindings which payload files a person has linked */
export function ownFiles(bindings: PayloadBindings): OwnFiles {
  return { read: () => readOwnFunctions(bindings), watch: (changed) => watchFiles(bindings, changed) };
}

function watchFiles(bindings: PayloadBindings, changed: () => void): vscode.Disposable {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(changed, PAUSE_MS);
  };
  const watcher = vscode.workspace.createFileSystemWatcher('**/*.{json,jsonc,yaml,yml}');
  const ofFile = (uri: vscode.Uri): void => {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    const payloads = folder && payloadFolder(folder);
    if (/\/s\.ya?ml$/.test(uri.path) || (payloads && uri.path.startsWith(`${payloads.path}/`))) soon();
  };
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(ofFile),
    watcher.onDidChange(ofFile),
    watcher.onDidDelete(ofFile),
    watchConfigFiles(soon),
    bindings.onDidChange(soon),
    // VS Code tells of a folder that goes as one thing.
    vscode.workspace.onDidDeleteFiles(soon),
    { dispose: () => clearTimeout(timer) },
  );
}

async function readOwnFunctions(bindings: PayloadBindings): Promise<OwnFunctions> {
  const [filed, configs, serverless] = await Promise.all([
    ofPayloads(bindings),
    workspaceFiles.find(),
    ofServerlessFiles(),
  ]);
  const named = configs.flatMap(({ name }) => ofConfigFile(name) ?? []);
  return ownFunctions([...bindings.all(), ...filed], [...named, ...serverless]);
}

async function ofPayloads(bindings: PayloadBindings) {
  const patterns = (vscode.workspace.workspaceFolders ?? []).flatMap((folder) => {
    const root = payloadFolder(folder);
    return root ? [new vscode.RelativePattern(root, '**/*.{json,jsonc}')] : [];
  });
  const found = await Promise.all(patterns.map((one) => vscode.workspace.findFiles(one, DEPENDENCIES, MOST)));
  // One file of each folder: they are for the same function.
  const folders = new Map(
    found.flat().map((uri) => [uri.path.slice(0, uri.path.lastIndexOf('/')), uri] as const),
  );
  const files = [...folders.values()].filter((uri) => filedPlace(uri) !== undefined);
  if (files.length === 0) return [];
  const filed = await bindings.filed();
  const targets = await Promise.all(files.map((uri) => filed.target(uri)));
  return targets.flatMap((target) => (target?.kind === 'functions' ? target.refs : []));
}

async function ofServerlessFiles(): Promise<readonly NamedFunction[]> {
  const files = await vscode.workspace.findFiles('**/s.{yaml,yml}', DEPENDENCIES, MOST);
  const texts = await Promise.all(
    // One that cannot be read names nothing; the others do.
    files.map((uri) => fileText(uri).catch(() => '')),
  );
  return texts.flatMap(ofServerless);
}
