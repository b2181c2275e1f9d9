import type { Connection } from '../../model/connection';
import { functionKey, functionLabel, type FunctionId } from '../../model/functionRef';
import { isObject } from '../../model/json';
import type { ServiceId } from '../../model/service';
import { createListeners, type Listeners } from '../listeners';
import type { FunctionIndex } from './functionIndex';
import type { OwnFunctions } from './ownFunctions';

const FILTER = 'fndeck.functions.filter';
const OWN = 'fndeck.functions.own';
const PINS = 'fndeck.functions.pins';

/** Pins that are kept at most: who has more looks for them as for the others. */
const MOST_PINS = 100;

/** Which functions the tree shows, and which stand on top; remembered over restarts. */
export interface Sight {
  readonly onDidChange: Listeners['add'];
  /** Words that have to occur in a function's group and name, each with a minus in front not to; empty: all are shown. */
  filter(): string;
  setFilter(text: string): Promise<void>;
  /** Whether only functions are shown that the files of the workspace are about. */
  onlyOwn(): boolean;
  setOnlyOwn(only: boolean): Promise<void>;
  /**
   * Which functions those are, as a look that has begun will tell; all are shown until that is known. An older look that
   * ends after a newer one tells nothing. Rejects where the look does.
   */
  setOwn(look: Promise<OwnFunctions>): Promise<void>;
  /** Whether anything may be hidden. */
  isNarrow(): boolean;
  shows(id: FunctionId): boolean;
  /** A function that somebody was led to is shown, whatever the filter, until that changes. */
  showAlso(id: FunctionId): void;
  /** In the order in which they were pinned. */
  pins(): readonly FunctionId[];
  isPinned(id: FunctionId): boolean;
  setPinned(ids: readonly FunctionId[], pinned: boolean): Promise<void>;
}

/** What remembers something by name. */
interface Memory {
  get<T>(key: string, byDefault: T): T;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** What a workspace last showed, and the pins of all workspaces. `serviceOf`: the service of a connection, by its id. */
export function createSight(
  workspace: Memory,
  everywhere: Memory,
  serviceOf: (connection: string) => ServiceId | undefined,
): Sight {
  let own: OwnFunctions | undefined;
  /** Looks that have begun, and the newest of those that have ended. */
  let [looks, answered] = [0, 0];
  const onlyOwn = (): boolean => workspace.get<unknown>(OWN, false) === true;
  const isOwn = (id: FunctionId): boolean => {
    const service = serviceOf(id.connection);
    return own === undefined || (service !== undefined && own.has(id, service));
  };
  const changes = createListeners();
  const also = new Set<string>();
  let wanted: Words = wordsOf('');
  /** Split once, and not for each of a hundred thousand functions. */
  const words = (): Words => {
    const text = filter();
    if (wanted.text !== text) wanted = wordsOf(text);
    return wanted;
  };
  const filter = (): string => textIn(workspace.get<unknown>(FILTER, ''));
  const pins = (): readonly FunctionId[] => {
    const kept = everywhere.get<unknown>(PINS, []);
    return Array.isArray(kept) ? kept.flatMap(idIn) : [];
  };
  return {
    onDidChange: changes.add,
    filter,
    setFilter: async (text) => {
      also.clear();
      await workspace.update(FILTER, text.trim() === '' ? undefined : text.trim());
      changes.tell();
    },
    onlyOwn,
    setOnlyOwn: async (only) => {
      also.clear();
      await workspace.update(OWN, only || undefined);
      changes.tell();
    },
    setOwn: async (look) => {
      const place = ++looks;
      const found = await look;
      if (place < answered) return;
      [own, answered] = [found, place];
      changes.tell();
    },
    isNarrow: () => filter() !== '' || onlyOwn(),
    shows: (id) =>
      also.has(functionKey(id)) ||
      (matches(functionLabel(id).toLowerCase(), words()) && (!onlyOwn() || isOwn(id))),
    showAlso: (id) => {
      also.add(functionKey(id));
      changes.tell();
    },
    pins,
    isPinned: (id) => pins().some((pin) => functionKey(pin) === functionKey(id)),
    setPinned: async (ids, pinned) => {
      const keys = new Set(ids.map(functionKey));
      const others = pins().filter((pin) => !keys.has(functionKey(pin)));
      await everywhere.update(PINS, (pinned ? [...others, ...ids] : others).slice(-MOST_PINS));
      changes.tell();
    },
  };
}

/** A filter, word by word, in lower case. */
interface Words {
  readonly text: string;
  readonly has: readonly string[];
  readonly hasNot: readonly string[];
}

function wordsOf(text: string): Words {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const [has, hasNot] = [false, true].map((negative) =>
    words.filter((word) => (word.length > 1 && word.startsWith('-')) === negative),
  );
  return { text, has: has ?? [], hasNot: (hasNot ?? []).map((word) => word.slice(1)) };
}

function matches(text: string, { has, hasNot }: Words): boolean {
  return has.every((word) => text.includes(word)) && !hasNot.some((word) => text.includes(word));
}

/** What of an index the tree goes by. */
type Seen = Pick<FunctionIndex, 'groups' | 'count' | 'of' | 'nameAt' | 'placeOf'>;

/** The functions of a connection that are shown, by their places among these. */
export function seen(index: FunctionIndex, { id: connection }: Connection, sight: Sight | undefined): Seen {
  if (!sight?.isNarrow()) return index;
  const known = new Map<string, readonly number[]>();
  /** Places in the index of those of a group that are shown. */
  const placesIn = (group: string): readonly number[] => {
    const before = known.get(group);
    if (before) return before;
    const places: number[] = [];
    for (let place = 0; place < index.count(group); place++) {
      if (sight.shows({ connection, group, name: index.nameAt(group, place) ?? '' })) places.push(place);
    }
    known.set(group, places);
    return places;
  };
  return {
    groups: () => index.groups().filter((group) => placesIn(group).length > 0),
    count: (group) => placesIn(group).length,
    of: (group, from, to) =>
      placesIn(group)
        .slice(from, to)
        .flatMap((place) => index.of(group, place, place + 1)),
    nameAt: (group, place) => {
      const at = placesIn(group)[place];
      return at === undefined ? undefined : index.nameAt(group, at);
    },
    placeOf: (id) => placesIn(id.group).indexOf(index.placeOf(id)),
  };
}

function textIn(kept: unknown): string {
  return typeof kept === 'string' ? kept : '';
}

function idIn(kept: unknown): readonly FunctionId[] {
  if (!isObject(kept)) return [];
  const { connection, group, name } = kept;
  const isId = typeof connection === 'string' && typeof group === 'string' && typeof name === 'string';
  return isId ? [{ connection, group, name }] : [];
}
