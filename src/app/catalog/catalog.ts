import type { Cloud } from '../../cloud/cloud';
import type { AsyncConfig } from '../../cloud/config/asyncConfig';
import type { QualifierSummary } from '../../cloud/functionSummary';
import { encodeName, functionKey, type FunctionId, type FunctionRef } from '../../model/functionRef';
import { sameJson } from '../../model/json';
import { createFunctionIndex, type FunctionIndex } from './functionIndex';
import { read, type Listing } from './listing';
import { createTurns } from '../turns';

/** The functions of a connection, as far as they are known. */
export interface FunctionList {
  readonly listing: Listing;
  readonly index: FunctionIndex;
}

/** The versions and aliases of a function, as far as they are known. */
interface QualifierList {
  readonly listing: Listing;
  readonly qualifiers: readonly QualifierSummary[];
}

/** The async configs of all qualifiers of a function, as far as they are known. */
interface ConfigList {
  readonly listing: Listing;
  /** By qualifier. */
  readonly configs: ReadonlyMap<string, AsyncConfig>;
}

interface LearningConfigList extends ConfigList {
  learn(qualifier: string, config: AsyncConfig | undefined): void;
}

/** The part of a `Cloud` that a catalog reads. */
export type Source = Pick<Cloud, 'listFunctions' | 'listQualifiers' | 'listAsyncConfigs'>;

/** What a catalog tells when a list has something new to draw. */
interface CatalogListener {
  functions(connection: string): void;
  /** Qualifiers or configs of a function. */
  function(id: FunctionId): void;
}

/**
 * What is known of the functions behind all connections. Each list is read when it is first asked for, all its pages
 * in the background, and kept until it is forgotten.
 */
export interface Catalog {
  functions(connection: string): FunctionList;
  qualifiers(id: FunctionId): QualifierList;
  configs(id: FunctionId): ConfigList;
  /** The functions of a connection where somebody has asked for them. */
  knownFunctions(connection: string): FunctionList | undefined;
  /** The configs of a function where somebody has asked for them. */
  knownConfigs(id: FunctionId): ConfigList | undefined;
  /** Forgets all of a connection; what is being read stops. */
  forgetConnection(connection: string): void;
  /** Forgets qualifiers and configs of a function. */
  forgetFunction(id: FunctionId): void;
  /**
   * A service was seen to hold this config, or none: the list of its function has it from now on, if there is one.
   * Gives whether that was news.
   */
  learnConfig(ref: FunctionRef, config: AsyncConfig | undefined): boolean;
  dispose(): void;
}

/** An empty catalog over the clients that `open` gives. */
export function createCatalog(
  open: (connection: string) => Promise<Source>,
  listener: CatalogListener,
): Catalog {
  const functions = new Shelf<FunctionList>();
  const qualifiers = new Shelf<QualifierList>();
  const configs = new Shelf<LearningConfigList>();
  const inTurn = createTurns();

  const listFunctions = (connection: string): FunctionList => {
    const index = createFunctionIndex();
    const listing = read(
      pagesOf(open, connection, (cloud, signal) => cloud.listFunctions(signal)),
      {
        page: (page) => index.add(page),
        changed: () => listener.functions(connection),
      },
    );
    return { listing, index };
  };

  const listQualifiers = (id: FunctionId): QualifierList => {
    const found: QualifierSummary[] = [];
    const names = new Set<string>();
    const listing = read(
      pagesOf(open, id.connection, (cloud, signal) => cloud.listQualifiers(id, signal)),
      {
        page: (page) => {
          // Rows are told apart by the name: one that a service lists twice would leave the tree without any.
          const fresh = page.filter(({ ref }) => !names.has(ref.qualifier) && names.add(ref.qualifier));
          found.push(...fresh);
        },
        changed: () => listener.function(id),
      },
    );
    return { listing, qualifiers: found };
  };

  const listConfigs = (id: FunctionId): LearningConfigList => {
    const found = new Map<string, AsyncConfig>();
    // What a page says of these is older than what is known.
    const learned = new Set<string>();
    const pages = pagesOf(open, id.connection, (cloud, signal) => cloud.listAsyncConfigs(id, signal));
    const listing = read((signal) => wholeInTurn(pages, inTurn, signal), {
      page: (page) =>
        page
          .filter(({ ref }) => !learned.has(ref.qualifier))
          .forEach((config) => found.set(config.ref.qualifier, config)),
      changed: () => listener.function(id),
    });
    const learn = (qualifier: string, config: AsyncConfig | undefined): void => {
      learned.add(qualifier);
      if (config) found.set(qualifier, config);
      else found.delete(qualifier);
    };
    return { listing, configs: found, learn };
  };

  return {
    functions: (connection) => functions.get(connection, () => listFunctions(connection)),
    qualifiers: (id) => qualifiers.get(functionKey(id), () => listQualifiers(id)),
    configs: (id) => configs.get(functionKey(id), () => listConfigs(id)),
    knownFunctions: (connection) => functions.peek(connection),
    knownConfigs: (id) => configs.peek(functionKey(id)),
    forgetConnection: (connection) => {
      const mine = `${encodeName(connection)}/`;
      functions.forget((key) => key === connection);
      qualifiers.forget((key) => key.startsWith(mine));
      configs.forget((key) => key.startsWith(mine));
    },
    forgetFunction: (id) => {
      qualifiers.forget((key) => key === functionKey(id));
      configs.forget((key) => key === functionKey(id));
    },
    learnConfig: (ref, config) => {
      const list = configs.peek(functionKey(ref));
      const before = list?.configs.get(ref.qualifier)?.document;
      list?.learn(ref.qualifier, config);
      return list !== undefined && !sameJson(before, config?.document);
    },
    dispose: () => [functions, qualifiers, configs].forEach((shelf) => shelf.forget(() => true)),
  };
}

/** Lists by key; what is taken off the shelf stops being read. */
class Shelf<L extends { readonly listing: Listing }> {
  private readonly lists = new Map<string, L>();

  get(key: string, make: () => L): L {
    const known = this.lists.get(key);
    if (known) return known;
    const made = make();
    this.lists.set(key, made);
    return made;
  }

  peek(key: string): L | undefined {
    return this.lists.get(key);
  }

  forget(which: (key: string) => boolean): void {
    for (const [key, { listing }] of this.lists) {
      if (!which(key)) continue;
      listing.stop();
      this.lists.delete(key);
    }
  }
}

function pagesOf<T>(
  open: (connection: string) => Promise<Source>,
  connection: string,
  list: (cloud: Source, signal: AbortSignal) => AsyncIterable<readonly T[]>,
): (signal: AbortSignal) => AsyncIterable<readonly T[]> {
  return async function* (signal) {
    yield* list(await open(connection), signal);
  };
}

/** All pages as one, read when it is their turn; not at all when nobody waits for them any more. */
async function* wholeInTurn<T>(
  pages: (signal: AbortSignal) => AsyncIterable<readonly T[]>,
  inTurn: <R>(work: () => Promise<R>) => Promise<R>,
  signal: AbortSignal,
): AsyncIterable<readonly T[]> {
  yield await inTurn(async () => {
    const all: T[] = [];
    if (signal.aborted) return all;
    for await (const page of pages(signal)) all.push(...page);
    return all;
  });
}
