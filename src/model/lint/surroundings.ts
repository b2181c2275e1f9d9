import type { ValidationContext } from '../destinationRules';
import type { JsonObject } from '../json';
import type { Levels } from './rules';

/** What is known around a config. Nothing is asked of a service for it. */
export interface Surroundings {
  /** Version or alias that the config belongs to. */
  readonly qualifier?: string;
  /** Seconds that the function may run. */
  readonly timeoutSeconds?: number;
  /** Whether the connection has a function; undefined while its list is not completely read. */
  readonly has?: (group: string, name: string) => boolean | undefined;
  /** The config of a version of another function of the connection; undefined where it has none, or none is known. */
  readonly configOf?: (group: string, name: string, qualifier: string) => JsonObject | undefined;
}

/** What a config is checked against. */
export interface LintContext extends ValidationContext {
  readonly around?: Surroundings;
  readonly levels?: Levels;
}
