import type { FunctionId, FunctionRef } from '../model/functionRef';

/** A function as a list shows it. Only `id` is certain; services leave out the rest at will. */
export interface FunctionSummary {
  readonly id: FunctionId;
  /** URN or ARN without a qualifier, as the service printed it or as its grammar composes it. */
  readonly urn: string;
  readonly runtime?: string;
  readonly handler?: string;
  readonly memoryMb?: number;
  /** The function's own time limit in seconds. */
  readonly timeoutSeconds?: number;
  readonly description?: string;
  readonly lastModified?: string;
}

/** What a function is run with elsewhere. The values of its environment may be secrets: nobody keeps or logs them. */
export interface FunctionSettings extends FunctionSummary {
  readonly initializer?: string;
  /** In seconds. */
  readonly initializerTimeout?: number;
  /** A value that the service keeps to itself is empty. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A version or an alias of a function. */
export interface QualifierSummary {
  readonly ref: FunctionRef;
  /** URN or ARN with the qualifier. */
  readonly urn: string;
  readonly kind: 'version' | 'alias';
  /** The version that an alias points to. */
  readonly target?: string;
  readonly description?: string;
  readonly lastModified?: string;
}
