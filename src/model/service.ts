import type { Message } from './message';

/** The API dialects that FnDeck speaks. The id is part of file suffixes and settings, so it never changes. */
export type ServiceId =
  'functiongraph-huawei' | 'functiongraph-otc' | 'functioncompute-2' | 'functioncompute-3';

/** Services that share one API and therefore one client and one sandbox folder. */
export type ServiceFamily = 'functionGraph' | 'functionCompute';

/**
 * A whole number that the config document may hold.
 * `min` and `max` are what the request table allows and are enforced; values inside it but outside
 * `surely` are taken by some documents and refused or changed by others: they are warned about.
 */
export interface NumberLimit {
  readonly key: string;
  readonly min: number;
  readonly max: number;
  /** What the service uses when the field is absent. */
  readonly byDefault: number;
  readonly surely?: { readonly min: number; readonly max: number; readonly why: Message };
}

/** The switch that makes the service keep a record of each asynchronous invocation. */
export interface SwitchLimit {
  readonly key: string;
  readonly label: Message;
  readonly help: Message;
  /** Set when turning the switch on is known to be refused: shown as a warning, never blocked. */
  readonly caution?: Message;
  /** Whether a `false` that the service reports is left out of the document (so that it is never sent back). */
  readonly omitWhenFalse: boolean;
}

/** One value that a destination needs: an input of the form, a property of the schema. */
export interface DestinationField {
  readonly key: string;
  readonly label: Message;
  readonly type: 'string' | 'integer';
  readonly required: boolean;
  /** Source of a regular expression that the whole value must match. */
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly min?: number;
  readonly max?: number;
  readonly example: string;
  readonly help?: Message;
}

/** A kind of destination: where the record of a finished asynchronous invocation can go. */
export interface DestinationKind {
  /** The service's own name for it (`OBS`) or, where destinations are ARNs, ours (`mns-queue`). */
  readonly id: string;
  readonly label: string;
  readonly fields: readonly DestinationField[];
  /** Where destinations are ARNs: the ARN with `{key}` for each field; what stands in `[]` is left out without a value. */
  readonly arn?: string;
  /** Shown when this kind is chosen: a documented doubt or a limit. */
  readonly note?: Message;
  /** A note that is a warning: documents disagree whether the service takes this kind. */
  readonly caution?: Message;
}

/** How a destination is written in the config document. */
export type DestinationShape =
  /** `{ "destination": "OBS", "param": { "bucket": "b" } }`; on the wire `param` is a JSON string. */
  | 'kindAndParam'
  /** `{ "destination": "acs:mns:…" }` */
  | 'arn';

/** Everything that is particular to one service, as data: form, schema, validator, client and sandbox read it. */
export interface ServiceProfile {
  readonly id: ServiceId;
  readonly family: ServiceFamily;
  /** Product name, the same in all languages. */
  readonly label: string;
  readonly shortLabel: string;
  /** What the service files functions under, or undefined where it has no such thing. */
  readonly group: 'package' | 'service' | undefined;
  /** The qualifier that means "the unpublished code". */
  readonly latest: string;
  readonly age: NumberLimit;
  readonly retries: NumberLimit;
  readonly record: SwitchLimit;
  readonly destinations: {
    readonly key: string;
    readonly success: string;
    readonly failure: string;
    readonly shape: DestinationShape;
    /** What PUT sends for "no destination": nothing, or `{}` where the service keeps what a PUT leaves out. */
    readonly whenNone: 'omit' | 'empty';
    readonly kinds: readonly DestinationKind[];
  };
  /** Largest event in bytes, per mode of invocation. */
  readonly payloadBytes: { readonly sync: number; readonly async: number };
  /** Seconds after which the gateway in front of the service ends a synchronous call, where it does. */
  readonly gatewaySeconds: number | undefined;
  /** Region ids that the vendor published on `regionsAsOf`; any other id may be typed. */
  readonly regions: readonly string[];
  readonly regionsAsOf: string;
  /** Where a person looks at a function in the vendor's console: `{region}`, `{group}`, `{name}`; undefined: unknown. */
  readonly console: string | undefined;
}
