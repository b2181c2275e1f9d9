import * as vscode from 'vscode';
import { readLinks, withLink } from '../../../app/payloads/links';
import { linkFor, targetOf, type Target } from '../../../app/payloads/places';
import type { SyntaxProblem } from '../../../app/text/parseText';
import type { FunctionRef } from '../../../model/functionRef';
import { message } from '../../../model/message';
import { LINKS_FILE, type PayloadLink } from '../../../model/payloadLinks';
import { fileText } from '../../configEditor/document/fileText';
import type { Connections } from '../../connections/connections';
import { filedPlace, payloadFolder } from './filedPlace';

/** What the folders of payloads say of the files in them, by their paths and by the committed links. */
export interface FiledPayloads extends vscode.Disposable {
  /** Links, or connections, are others. */
  readonly onDidChange: vscode.Event<void>;
  /** The only function that a file can be for, as far as is known by now. */
  refOf(uri: vscode.Uri): FunctionRef | undefined;
  /** What a file is for, by what the links say now; undefined where nothing says it. */
  target(uri: vscode.Uri): Promise<Target | BrokenLinks | undefined>;
  /** Notes in the file of links that a file is for a version; nothing where that is said already. */
  link(uri: vscode.Uri, ref: FunctionRef): Promise<void>;
}

/** A file of links that cannot be read. */
interface BrokenLinks {
  readonly kind: 'broken';
  readonly file: vscode.Uri;
  readonly syntax: SyntaxProblem;
}

type Links = ReadonlyMap<string, PayloadLink>;

const noLinks = { kind: 'links', links: new Map<string, PayloadLink>() } as const;

/** Nothing is read before a file is asked about. */
export function createFiledPayloads(connections: Connections): FiledPayloads {
  const changed = new vscode.EventEmitter<void>();
  const known = new Map<string, Links>();
  const watchers = new Map<string, vscode.Disposable>();
  const listening = vscode.Disposable.from(
    changed,
    connections.onDidChange(() => changed.fire()),
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      if (watchers.has(uri.toString())) void read(uri).then(() => changed.fire());
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('fndeck.payloads.folder')) changed.fire();
    }),
  );

  const read = async (
    file: vscode.Uri,
  ): Promise<{ readonly text: string; readonly links: Links | BrokenLinks }> => {
    const key = file.toString();
    if (!watchers.has(key)) watchers.set(key, watch(file));
    const { text, why } = await textOf(file);
    const found = why ? unreadable(why) : text.trim() === '' ? noLinks : readLinks(text);
    if (found.kind === 'broken') known.delete(key);
    else known.set(key, found.links);
    return { text, links: found.kind === 'broken' ? { ...found, file } : found.links };
  };
  const watch = (file: vscode.Uri): vscode.Disposable => {
    const folder = vscode.Uri.joinPath(file, '..');
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, LINKS_FILE));
    const again = () => void read(file).then(() => changed.fire());
    return vscode.Disposable.from(
      watcher,
      watcher.onDidChange(again),
      watcher.onDidCreate(again),
      watcher.onDidDelete(again),
    );
  };

  return {
    onDidChange: changed.event,

    refOf: (uri) => {
      const place = placeAndLinks(uri);
      if (!place) return undefined;
      const links = known.get(place.file.toString());
      // Shown once it is known.
      if (!links && !watchers.has(place.file.toString())) void read(place.file).then(() => changed.fire());
      const target = links && targetOf(place.path, links, connections.list());
      return target?.kind === 'functions' && target.refs.length === 1 ? target.refs[0] : undefined;
    },

    target: async (uri) => {
      const place = placeAndLinks(uri);
      if (!place) return undefined;
      const { links } = await read(place.file);
      return 'kind' in links ? links : targetOf(place.path, links, connections.list());
    },

    link: async (uri, ref) => {
      const place = placeAndLinks(uri);
      if (!place) return;
      const { text, links } = await read(place.file);
      if ('kind' in links) {
        const { line, column } = links.syntax;
        throw new Error(
          vscode.l10n.t(
            '{0} cannot be read: line {1}, column {2}.',
            LINKS_FILE,
            String(line),
            String(column),
          ),
        );
      }
      const target = targetOf(place.path, links, connections.list());
      const only = target?.kind === 'functions' && target.refs.length === 1;
      const more = linkFor(place.path, ref, links);
      if (!more || (only && isSame(target.refs[0], ref))) return;
      await vscode.workspace.fs.writeFile(place.file, Buffer.from(withLink(text, more.path, more.link)));
      await read(place.file);
      changed.fire();
    },

    dispose: () => {
      listening.dispose();
      for (const watcher of watchers.values()) watcher.dispose();
    },
  };
}

function placeAndLinks(uri: vscode.Uri): { readonly path: string; readonly file: vscode.Uri } | undefined {
  const place = filedPlace(uri);
  const folder = place && payloadFolder(place.folder);
  return folder && { path: place.path, file: vscode.Uri.joinPath(folder, LINKS_FILE) };
}

/** The text of a file as it is saved, empty where there is none; or why it cannot be read: what it has must not be lost. */
async function textOf(file: vscode.Uri): Promise<{ readonly text: string; readonly why?: string }> {
  try {
    return { text: await fileText(file) };
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return { text: '' };
    return { text: '', why: error instanceof Error ? error.message : String(error) };
  }
}

function unreadable(why: string): { readonly kind: 'broken'; readonly syntax: SyntaxProblem } {
  const reason = message('“{0}” cannot be read ({1}).', LINKS_FILE, why.replace(/[.。]$/, ''));
  return { kind: 'broken', syntax: { line: 1, column: 1, reason } };
}

function isSame(a: FunctionRef | undefined, b: FunctionRef): boolean {
  const same = a?.connection === b.connection && a.group === b.group;
  return same && a.name === b.name && a.qualifier === b.qualifier;
}
