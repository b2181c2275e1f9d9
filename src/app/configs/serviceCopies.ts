import type { Cloud } from '../../cloud/cloud';
import type { AsyncConfig, PutOptions } from '../../cloud/config/asyncConfig';
import { CloudError } from '../../cloud/errors';
import { defaults, print } from '../../model/configDocument';
import { parseDocumentPath, type DocumentName } from '../../model/documentPath';
import type { FunctionRef } from '../../model/functionRef';
import { sameJson, type JsonObject } from '../../model/json';
import { profileOf } from '../../model/services';
import { fromWire, toWire } from '../../model/wireDocument';
import { Emitter, type Disposable, type Event } from '../event';
import { parseText } from '../text/parseText';
import type { ConfigHistory, WriteNote } from './history';
import type { WriteEnd, Writer } from './historyFiles';
import { readServiceTime, type Revision, type Revisions } from './revision';

/** What a service holds for a config document. */
export interface ServiceCopy {
  /** Undefined: nothing is configured. */
  readonly config: AsyncConfig | undefined;
  /** The text to open: canonical, the service's defaults where nothing is configured. */
  readonly text: string;
  readonly revision: Revision;
}

/** What a PUT led to. */
export interface Written {
  /** What VS Code is to take for the revision of the text that it has just written. */
  readonly revision: Revision;
  /** Dotted paths of the fields that the service now holds otherwise, or on top of what was sent. */
  readonly fields: readonly string[];
  /** Whether the config was deleted and put again. */
  readonly recreated: boolean;
}

/** What a service was seen to hold for a version or alias; `config` undefined: nothing. */
export interface Learned {
  readonly ref: FunctionRef;
  readonly config: AsyncConfig | undefined;
}

/** What services hold, as they answered last, by the path of the config's document. Fails with a `CloudError`. */
export interface ServiceCopies extends Disposable {
  /** A service has answered what it holds: to a question, a PUT or a DELETE. The path of the document. */
  readonly onDidChange: Event<string>;
  /** The same, for whoever shows configs by their function. */
  readonly onDidLearn: Event<Learned>;
  known(path: string): ServiceCopy | undefined;
  /** Whether VS Code was given the text of what the service holds, as it has answered just now. */
  isFresh(path: string): boolean;
  /** Asks the service; a question that is under way is joined. */
  read(path: string): Promise<ServiceCopy>;
  /** For the text of a document: what was handed over for it just before, once; else what the service answers now. */
  readOnce(path: string): Promise<ServiceCopy>;
  /** VS Code was told a state that is new to it, and asks for its text next, unless it has done that already. */
  handOver(path: string, copy: ServiceCopy): void;
  /** Puts a document in the place of the service's config; `checked` is what the service was just seen to have. */
  put(
    path: string,
    document: JsonObject,
    checked: ServiceCopy | undefined,
    undoes?: string,
  ): Promise<Written>;
  /** Deletes a config. `undoes`, here and above: the write of the history whose effect this one takes back. */
  delete(path: string, undoes?: string): Promise<void>;
}

/** Where the copies come from. */
interface ServiceCopiesDeps {
  readonly cloudOf: (connection: string) => Promise<Cloud>;
  readonly revisions: Revisions;
  readonly history: ConfigHistory;
  /** User of this machine, for the history. */
  readonly person?: string;
  /** A failure in a person's words, for the history. */
  readonly describe?: (error: unknown) => string;
}

/** How long, in milliseconds, VS Code may take from the state of a document to its text. */
const TOGETHER_MS = 2_000;

/** Copies of configs; none is known in the beginning. */
export function createServiceCopies(deps: ServiceCopiesDeps): ServiceCopies {
  const { cloudOf, revisions, history } = deps;
  const [changed, learned] = [new Emitter<string>(), new Emitter<Learned>()];
  const ending = new AbortController();
  /** With the time of the answer, by the clock of this process. */
  const copies = new Map<string, { readonly copy: ServiceCopy; readonly at: number }>();
  const underWay = new Map<string, Promise<ServiceCopy>>();
  const handed = new Map<string, { readonly copy: ServiceCopy; readonly at: number }>();
  /** What VS Code has as text. */
  const given = new Map<string, ServiceCopy>();

  const remember = (path: string, { ref, service }: DocumentName, config: AsyncConfig | undefined) => {
    const profile = profileOf(service);
    const canonical = config ? print(profile, config.document) : '';
    const copy: ServiceCopy = {
      config,
      text: config ? canonical : print(profile, defaults(profile)),
      revision: revisions.next(path, canonical, readServiceTime(config?.lastModified)),
    };
    copies.set(path, { copy, at: performance.now() });
    changed.fire(path);
    learned.fire({ ref, config });
    return copy;
  };
  /** What was asked before a write may have been answered before it, too. */
  const forgetQuestions = (path: string): void => {
    underWay.delete(path);
    handed.delete(path);
  };
  /** A person has said since what the service is to hold: there is nothing to put back. A left note is offered again. */
  const strikeOut = (ref: FunctionRef): Promise<void> => history.settle(ref).catch(() => undefined);

  /** Writes between two notes of the history: what is to be done, and how that ended. */
  const noted = async <T>(
    begun: Parameters<ConfigHistory['begin']>[0],
    write: (note: WriteNote) => Promise<{ readonly given: T } & Pick<WriteEnd, 'before' | 'after'>>,
  ): Promise<T> => {
    const note = await history.begin(begun);
    try {
      const { given, ...held } = await write(note);
      await note.end({ result: 'done', ...held });
      return given;
    } catch (error) {
      const result = error instanceof CloudError && error.facts.sent === 'no' ? 'refused' : 'failed';
      await note.end({ result, error: deps.describe?.(error) ?? String(error) });
      throw error;
    }
  };
  const writerOf = ({ connection }: Cloud): Writer => {
    const account = connection.accountId ?? connection.domain ?? connection.projectId;
    return {
      connection: connection.name,
      person: deps.person ?? '',
      ...(account !== undefined && { account }),
      ...(connection.user !== undefined && { user: connection.user }),
    };
  };

  const ask = async (path: string, isCurrent: () => boolean): Promise<ServiceCopy> => {
    const name = nameOf(path);
    const cloud = await cloudOf(name.ref.connection);
    const config = await cloud.getAsyncConfig(name.ref, ending.signal);
    return (isCurrent() ? undefined : copies.get(path)?.copy) ?? remember(path, name, config);
  };
  const read = (path: string): Promise<ServiceCopy> => {
    const joined = underWay.get(path);
    if (joined) return joined;
    const asked: Promise<ServiceCopy> = ask(path, () => underWay.get(path) === asked).finally(() => {
      if (underWay.get(path) === asked) underWay.delete(path);
    });
    underWay.set(path, asked);
    return asked;
  };

  return {
    onDidChange: changed.event,
    onDidLearn: learned.event,
    known: (path) => copies.get(path)?.copy,
    isFresh: (path) => {
      const { copy, at = -Infinity } = copies.get(path) ?? {};
      return performance.now() - at < TOGETHER_MS && given.get(path)?.text === copy?.text;
    },
    read,
    readOnce: async (path) => {
      const waiting = handed.get(path);
      handed.delete(path);
      const isRecent = waiting && performance.now() - waiting.at < TOGETHER_MS;
      const copy = isRecent && !underWay.has(path) ? waiting.copy : await read(path);
      // Where both were asked for at once, the state was told in between.
      if (handed.get(path)?.copy === copy) handed.delete(path);
      given.set(path, copy);
      return copy;
    },
    handOver: (path, copy) => {
      if (given.get(path) !== copy) handed.set(path, { copy, at: performance.now() });
    },
    put: async (path, document, checked, undoes) => {
      const name = nameOf(path);
      const cloud = await cloudOf(name.ref.connection);
      const known = checked ?? { config: await cloud.getAsyncConfig(name.ref, ending.signal) };
      const before = known.config?.document ?? null;
      const { ref } = name;
      const write = { operation: 'put', ref, before, wanted: document, ...undoing(undoes) } as const;
      const outcome = await noted({ ...write, who: writerOf(cloud) }, async ({ journal }) => {
        const options: PutOptions = { journal, known: { config: known.config } };
        const put = await cloud
          .putAsyncConfig(name.ref, document, ending.signal, options)
          .finally(() => forgetQuestions(path));
        const after = put.config.document;
        return { given: put, after, ...(!sameJson(put.before, before) && { before: put.before }) };
      });
      const fields = [...outcome.changed, ...outcome.added];
      await strikeOut(name.ref);
      // First what was sent, then what the service made of it: the second is newer, so VS Code reads it.
      const profile = profileOf(name.service);
      const meant = print(profile, fromWire(profile, toWire(profile, document)));
      const time = readServiceTime(outcome.config.lastModified);
      const sent = fields.length > 0 ? revisions.next(path, meant, time) : undefined;
      const copy = remember(path, name, outcome.config);
      return { revision: sent ?? copy.revision, fields, recreated: outcome.recreated };
    },
    delete: async (path, undoes) => {
      const name = nameOf(path);
      const cloud = await cloudOf(name.ref.connection);
      // What cannot be read can be deleted all the same; it cannot be brought back then.
      const before = await cloud.getAsyncConfig(name.ref, ending.signal).then(
        (config) => ({ before: config?.document ?? null }),
        () => ({}),
      );
      const write = { operation: 'delete', ref: name.ref, ...before, ...undoing(undoes) } as const;
      await noted({ ...write, who: writerOf(cloud) }, async () => {
        await cloud.deleteAsyncConfig(name.ref, ending.signal).finally(() => forgetQuestions(path));
        return { given: undefined, after: null };
      });
      await strikeOut(name.ref);
      remember(path, name, undefined);
    },
    dispose: () => {
      ending.abort();
      changed.dispose();
      learned.dispose();
    },
  };
}

function undoing(undoes: string | undefined) {
  return undoes === undefined ? {} : { undoes };
}

/** The function whose config the document at a path is. */
export function nameOf(path: string): DocumentName {
  const name = parseDocumentPath(path);
  if (!name) throw new Error(`${path} names no configuration`);
  return name;
}

/** Whether a text says what the service holds. */
export function saysTheSame(path: string, text: string, { text: onService }: ServiceCopy): boolean {
  if (text === onService) return true;
  const parsed = parseText(text);
  return (
    parsed.kind === 'document' &&
    print(profileOf(nameOf(path).service), parsed.document as JsonObject) === onService
  );
}
