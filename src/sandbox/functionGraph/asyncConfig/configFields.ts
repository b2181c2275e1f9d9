import type * as shared from '../../asyncConfigs';

/** A side of `destination_config` as PUT brought it; `param` is a text that holds JSON. */
export interface Destination {
  readonly destination: string;
  readonly param: string;
}

/** The fields of a PUT that were there. */
export interface ConfigFields {
  readonly age?: number;
  readonly retries?: number;
  readonly statusLog?: boolean;
  readonly success?: Destination;
  readonly failure?: Destination;
}

/** An async config as a project keeps it. */
export type StoredConfig = shared.StoredConfig<ConfigFields>;
/** The async configs of one project. */
export type AsyncConfigs = shared.AsyncConfigs<ConfigFields>;
