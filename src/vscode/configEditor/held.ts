import * as vscode from 'vscode';
import type { AsyncConfig, Cloud } from '../../cloud/cloud';
import { defaults, print } from '../../model/configDocument';
import type { DocumentName } from '../../model/documentPath';
import type { FunctionRef } from '../../model/functionRef';
import type { JsonObject } from '../../model/json';
import { profileOf } from '../../model/services';
import { fromWire, toWire } from '../../model/wireDocument';
import { fieldsThatDiffer } from '../../app/configs/fieldsThatDiffer';
import { fileName } from './fileName';
import { readServiceTime, type Revision } from '../../app/configs/revision';
import type { Revisions } from './revisions';

/** What a service holds for a document. */
export interface HeldConfig {
  /** Undefined: not configured. */
  readonly document: JsonObject | undefined;
  /** The text to open: canonical, the service's defaults where nothing is configured. */
  readonly text: string;
  readonly revision: Revision;
}

/** What a PUT led to. */
export interface Written {
  readonly held: HeldConfig;
  /** What VS Code is to take for the revision of the text that it has just written. */
  readonly revision: Revision;
  /** Dotted paths of the fields that the service now holds otherwise, or on top of what was sent. */
  readonly changed: readonly string[];
}

/** Reads and writes configs on the services, and remembers what they hold. Fails with a `CloudError`. */
export interface Held extends vscode.Disposable {
  /** What is known of a document's config has changed. */
  readonly onDidChange: vscode.Event<vscode.Uri>;
  /** A config was written or deleted on its service. */
  readonly onDidChangeConfig: vscode.Event<FunctionRef>;
  known(uri: vscode.Uri): HeldConfig | undefined;
  /** Asks the service; a question that is under way is joined. */
  read(uri: vscode.Uri): Promise<HeldConfig>;
  /** What a `read` has answered just before, once, else a new one: VS Code asks for state and text together. */
  readOnce(uri: vscode.Uri): Promise<HeldConfig>;
  put(uri: vscode.Uri, document: JsonObject): Promise<Written>;
  delete(uri: vscode.Uri): Promise<void>;
}

/** How long, in milliseconds, the answer that VS Code got for a document's state also serves for its text. */
const TOGETHER_MS = 2_000;

/** Makes the memory of what services hold. */
export function createHeld(cloudOf: (connection: string) => Promise<Cloud>, revisions: Revisions): Held {
  const known = new vscode.EventEmitter<vscode.Uri>();
  const changedConfig = new vscode.EventEmitter<FunctionRef>();
  const ending = new AbortController();
  const configs = new Map<string, HeldConfig>();
  const underWay = new Map<string, Promise<HeldConfig>>();
  const justRead = new Map<string, { readonly held: HeldConfig; readonly at: number }>();

  const remember = (uri: vscode.Uri, held: HeldConfig): HeldConfig => {
    configs.set(uri.path, held);
    known.fire(uri);
    return held;
  };
  const heldOf = (uri: vscode.Uri, name: DocumentName, config: AsyncConfig | undefined): HeldConfig => {
    const profile = profileOf(name.service);
    const document = config?.document;
    const canonical = document === undefined ? '' : print(profile, document);
    return {
      document,
      text: document === undefined ? print(profile, defaults(profile)) : canonical,
      revision: revisions.next(uri, canonical, readServiceTime(config?.lastModified)),
    };
  };
  /** What was asked before a write may have been answered before it, too. */
  const forgetQuestions = (uri: vscode.Uri): void => {
    underWay.delete(uri.path);
    justRead.delete(uri.path);
  };

  const ask = async (uri: vscode.Uri, current: () => boolean): Promise<HeldConfig> => {
    const name = fileName(uri);
    const cloud = await cloudOf(name.ref.connection);
    const config = await cloud.getAsyncConfig(name.ref, ending.signal);
    const overtaken = current() ? undefined : configs.get(uri.path);
    return overtaken ?? remember(uri, heldOf(uri, name, config));
  };
  const read = (uri: vscode.Uri): Promise<HeldConfig> => {
    const joined = underWay.get(uri.path);
    if (joined) return joined;
    const asked: Promise<HeldConfig> = ask(uri, () => underWay.get(uri.path) === asked)
      .then((held) => {
        justRead.set(uri.path, { held, at: performance.now() });
        return held;
      })
      .finally(() => {
        if (underWay.get(uri.path) === asked) underWay.delete(uri.path);
      });
    underWay.set(uri.path, asked);
    return asked;
  };

  return {
    onDidChange: known.event,
    onDidChangeConfig: changedConfig.event,
    known: (uri) => configs.get(uri.path),
    read,
    readOnce: (uri) => {
      const recent = justRead.get(uri.path);
      justRead.delete(uri.path);
      return recent && performance.now() - recent.at < TOGETHER_MS ? Promise.resolve(recent.held) : read(uri);
    },
    put: async (uri, document) => {
      const name = fileName(uri);
      const profile = profileOf(name.service);
      const cloud = await cloudOf(name.ref.connection);
      const { config } = await cloud.putAsyncConfig(name.ref, document, ending.signal).finally(() => {
        forgetQuestions(uri);
      });
      const meant = fromWire(profile, toWire(profile, document));
      const changed = fieldsThatDiffer(meant, config.document);
      // First what was sent, then what the service made of it: the second is newer, so VS Code reads it.
      const time = readServiceTime(config.lastModified);
      const sent = changed.length > 0 ? revisions.next(uri, print(profile, meant), time) : undefined;
      const held = remember(uri, heldOf(uri, name, config));
      changedConfig.fire(name.ref);
      return { held, revision: sent ?? held.revision, changed };
    },
    delete: async (uri) => {
      const name = fileName(uri);
      const cloud = await cloudOf(name.ref.connection);
      await cloud.deleteAsyncConfig(name.ref, ending.signal).finally(() => {
        forgetQuestions(uri);
      });
      remember(uri, heldOf(uri, name, undefined));
      changedConfig.fire(name.ref);
    },
    dispose: () => {
      ending.abort();
      vscode.Disposable.from(known, changedConfig).dispose();
    },
  };
}
