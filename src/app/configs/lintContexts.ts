import type { Connection } from '../../model/connection';
import { documentPath, parseDocumentPath } from '../../model/documentPath';
import type { Levels } from '../../model/lint/rules';
import type { LintContext, Surroundings } from '../../model/lint/surroundings';
import type { Catalog } from '../catalog/catalog';
import { Emitter, type Disposable, type Event } from '../event';
import type { ServiceCopies } from './serviceCopies';

/** The lists that somebody has looked at. */
export type KnownLists = Pick<Catalog, 'knownFunctions' | 'knownConfigs'>;

/** What configs are checked against, by the path of their documents. Nothing is asked of a service for it. */
export interface LintContexts extends Disposable {
  /** Something that configs are checked against has changed. */
  readonly onDidChange: Event<undefined>;
  readonly of: (path: string) => LintContext;
  /** The service has told the URN or ARN of the function of a document. */
  learnUrn(path: string, urn: string): void;
  /** Lists or settings have changed. */
  changed(): void;
}

/** Where the contexts come from; each is looked up anew. */
interface LintContextsDeps {
  readonly connection: (id: string) => Connection | undefined;
  readonly copies: Pick<ServiceCopies, 'known'>;
  /** Undefined as long as nobody has looked at a list. */
  readonly lists: () => KnownLists | undefined;
  readonly levels: () => Levels;
}

/** Contexts in which no URN is known yet. */
export function createLintContexts(deps: LintContextsDeps): LintContexts {
  const changed = new Emitter<undefined>();
  const urns = new Map<string, string>();

  const around = (path: string): Pick<LintContext, 'self' | 'region' | 'around'> => {
    const name = parseDocumentPath(path);
    const connection = name && deps.connection(name.ref.connection);
    if (!name || !connection) return {};
    const { ref, service } = name;
    const lists = deps.lists();
    const list = lists?.knownFunctions(connection.id);
    const place = list?.index.placeOf(ref) ?? -1;
    const [summary] = list && place >= 0 ? list.index.of(ref.group, place, place + 1) : [];
    const self = urns.get(path) ?? summary?.urn;
    const timeoutSeconds = summary?.timeoutSeconds;
    const surroundings: Surroundings = {
      qualifier: ref.qualifier,
      ...(timeoutSeconds !== undefined && { timeoutSeconds }),
      has: (group, other) =>
        list?.listing.phase.kind === 'complete'
          ? list.index.placeOf({ connection: connection.id, group, name: other }) >= 0
          : undefined,
      configOf: (group, other, qualifier) => {
        const of = { connection: connection.id, group, name: other, qualifier };
        const read = deps.copies.known(documentPath(of, service));
        return (read ? read.config : lists?.knownConfigs(of)?.configs.get(qualifier))?.document;
      },
    };
    return { ...(self !== undefined && { self }), region: connection.region, around: surroundings };
  };

  return {
    onDidChange: changed.event,
    of: (path) => {
      const onService = deps.copies.known(path)?.config;
      return {
        ...around(path),
        levels: deps.levels(),
        ...(onService && { serviceCopy: onService.document }),
      };
    },
    learnUrn: (path, urn) => {
      if (urns.get(path) === urn) return;
      urns.set(path, urn);
      changed.fire(undefined);
    },
    changed: () => changed.fire(undefined),
    dispose: () => changed.dispose(),
  };
}
