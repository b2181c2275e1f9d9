import { fingerprint } from '../../model/revision';

/**
 * What VS Code compares before it saves. It refuses only where the time is newer *and* the size differs, so `size` is a
 * fingerprint of the text and `mtime` moves on with every other text.
 */
export interface Revision {
  /** Unix milliseconds of the service's own clock, or one more than the revision before. */
  readonly mtime: number;
  readonly size: number;
}

/** The time of a document of which no time is known. */
const UNKNOWN_TIME = 1;

/**
 * The revision of a text that the service holds. The same text gives the same revision again; another one is newer
 * than the one before, whatever the service's clock says (its times are in seconds, and "no config" has none).
 */
export function nextRevision(
  previous: Revision | undefined,
  text: string,
  serviceTime: number | undefined,
): Revision {
  const size = fingerprint(text);
  if (previous?.size === size) return previous;
  const after = previous ? previous.mtime + 1 : UNKNOWN_TIME;
  return { mtime: Math.max(serviceTime ?? UNKNOWN_TIME, after), size };
}

/** A draft's revision: as old as what it is based on, so that it never looks newer than the service. */
export function draftRevision(base: Revision, text: string): Revision {
  return { mtime: base.mtime, size: fingerprint(text) };
}

/**
 * Unix milliseconds of the service's `last_modified`; undefined where it says nothing. Four forms are seen, some
 * without a zone: those are read as UTC, since only their order counts.
 */
export function readServiceTime(text: string | undefined): number | undefined {
  const parts = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?)\s*(Z|[+-]\d\d:?\d\d)?$/.exec(
    text?.trim() ?? '',
  );
  if (!parts) return undefined;
  const [, day = '', time = '', zone = 'Z'] = parts;
  const ms = Date.parse(`${day}T${time.slice(0, 12)}${zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`);
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}

/** The newest revision of each document, kept over reloads: hot exit keeps what VS Code was told, too. */
export interface Revisions {
  /** The revision of the text that the service holds now for a document; `serviceTime` in Unix milliseconds. */
  next(path: string, text: string, serviceTime: number | undefined): Revision;
}

/** Where revisions outlive a reload. */
export interface RevisionStorage {
  load(): readonly (readonly [path: string, Revision])[];
  store(revisions: readonly (readonly [path: string, Revision])[]): void;
}

/** Most documents whose revisions are remembered. */
const LIMIT = 500;

/** The revisions that a storage has. */
export function loadRevisions(storage: RevisionStorage): Revisions {
  const known = new Map(storage.load());
  return {
    next: (path, text, serviceTime) => {
      const before = known.get(path);
      const now = nextRevision(before, text, serviceTime);
      if (now === before) return now;
      known.delete(path);
      known.set(path, now);
      storage.store([...known].slice(-LIMIT));
      return now;
    },
  };
}
