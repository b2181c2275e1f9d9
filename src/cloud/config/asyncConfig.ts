import type { FunctionRef } from '../../model/functionRef';
import type { JsonObject } from '../../model/json';

/** An async config as the service holds it. */
export interface AsyncConfig {
  readonly ref: FunctionRef;
  /** The config document: what PUT takes, nothing read-only (DESIGN: config documents). */
  readonly document: JsonObject;
  /** The service's own text; formats differ and some carry no zone. */
  readonly lastModified?: string;
}

/** What a PUT led to. */
export interface PutOutcome {
  /** What the service was seen to hold last before the PUT, which may be newer than what was handed over; null: nothing. */
  readonly before: JsonObject | null;
  /** What the service holds now, by a GET after the PUT. */
  readonly config: AsyncConfig;
  /** Dotted paths of document fields that the service now holds otherwise than the document said. */
  readonly changed: readonly string[];
  /** Dotted paths of fields that the document left out and the service filled in. */
  readonly added: readonly string[];
  /** Whether the config had to be deleted and put again to get rid of what the document leaves out. */
  readonly recreated: boolean;
}

/** The configs before and after a DELETE and PUT. */
export interface Replacement {
  readonly ref: FunctionRef;
  /** The document that the service held before. */
  readonly before: JsonObject;
  /** The document that was to take its place. */
  readonly wanted: JsonObject;
}

/** Where a DELETE and PUT is written down, so that a crash in between does not lose the config. */
export interface ReplacementJournal {
  /** Settles when it is safely stored; nothing is deleted before, and nothing at all when this fails. */
  begin(replacement: Replacement): Promise<void>;
  /** The service is known to hold a config of this ref again. */
  end(ref: FunctionRef): Promise<void>;
}

/** What a caller of PUT may hand over. */
export interface PutOptions {
  /** What a GET has just answered (`config` undefined: nothing is configured); it is not asked again then. */
  readonly known?: { readonly config: AsyncConfig | undefined };
  readonly journal?: ReplacementJournal;
}
