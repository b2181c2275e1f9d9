import type { SecretKind } from './credentials';
import type { Message } from './message';

/**
 * Id of a service (`functiongraph-otc`): the name of its table. It is part of file suffixes and settings, so it never
 * changes. Texts from outside are checked with `isServiceId`.
 */
export type ServiceId = string;

/** Name of an API that services share (`functionGraph`), and with it one client and one sandbox folder. */
export type ServiceFamily = string;

/** How a vendor calls access keys and their parts. */
export interface KeyWords {
  /** A permanent key, and what it consists of. */
  readonly keys: readonly [name: Message, parts: Message];
  /** A temporary key, and what it consists of. */
  readonly temporaryKeys: readonly [name: Message, parts: Message];
  readonly accessKeyId: Message;
  readonly secretAccessKey: Message;
  readonly securityToken: Message;
}

/** What a service wants to know of an account. */
export interface AccountForm {
  readonly credentials: readonly SecretKind[];
  readonly keyWords: KeyWords;
  /**
   * Beginnings of what `Connection.profile` may be: the tools that keep accounts of the service, and the first words
   * of environment variables (`environment:HW`). Absent: none.
   */
  readonly profiles?: readonly string[];
  /** The field that says whose functions they are, and whether the service can find it out by itself. */
  readonly owner: { readonly field: 'projectId' | 'accountId'; readonly required: boolean };
  /** Whether there is an identity service with an address (and domains) of its own. */
  readonly iam: boolean;
}

/** Where the hosts of some regions are: `{host}.{region}.{domain}`. */
interface Domain {
  /** Source of a regular expression for the region's id. */
  readonly regions: string;
  readonly domain: string;
  /** Host of the identity service, where it is not `iam`. */
  readonly iam?: string;
}

/** Whole numbers from `min` to `max`, both included. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** A field of the async config that holds a whole number. */
export interface NumberField {
  readonly kind: 'number';
  readonly key: string;
  /** What the picture, the summary and the sentences about changes know it by; absent: they have general words. */
  readonly means?: 'age' | 'retries';
  readonly unit: 'seconds' | 'count';
  readonly label: Message;
  readonly help: Message;
  /** What the request table of PUT allows. */
  readonly requests: Range;
  /** What the tables of answers, older pages and other documents of the service allow. */
  readonly answers: Range;
  /** Why a value is in doubt that only one of the two allows; there wherever the ranges differ. */
  readonly doubt?: Message;
  /** What the service uses when the field is absent. */
  readonly byDefault: number;
}

/** A field of the async config that is on or off; unset is neither. */
export interface SwitchField {
  readonly kind: 'switch';
  readonly key: string;
  /** `record`: the switch that makes the service keep a record of each asynchronous invocation. */
  readonly means?: 'record';
  readonly label: Message;
  readonly help: Message;
  /** Set when turning the switch on is known to be refused: shown as a warning, never blocked. */
  readonly caution?: Message;
  /** Whether a `false` that the service reports is left out of the document (so that it is never sent back). */
  readonly omitWhenFalse: boolean;
}

/** The field of the async config that says where the records of finished events go. */
export interface DestinationsField {
  readonly kind: 'destinations';
  readonly key: string;
  readonly label: Message;
  /** Names of the two sides within the field. */
  readonly success: string;
  readonly failure: string;
  readonly shape: DestinationShape;
  /** What PUT sends for "no destination": nothing, or `{}` where the service keeps what a PUT leaves out. */
  readonly whenNone: 'omit' | 'empty';
  readonly kinds: readonly DestinationKind[];
}

/** A field of the async config: form, schema, validator, wire form and differences follow from it. */
export type ConfigField = NumberField | SwitchField | DestinationsField;

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
  /** The number with which records are kept for ever. */
  readonly forEver?: number;
}

/** A kind of destination: where the record of a finished asynchronous invocation can go. */
export interface DestinationKind {
  /** The service's own name for it (`OBS`) or, where destinations are ARNs, ours (`mns-queue`). */
  readonly id: string;
  readonly label: Message;
  readonly fields: readonly DestinationField[];
  /** Where destinations are ARNs: the ARN with `{key}` for each field; what stands in `[]` is left out without a value. */
  readonly arn?: string;
  /** Shown when this kind is chosen: a documented doubt or a limit. */
  readonly note?: Message;
  /** Actions that the function's agency or role needs for it, as far as documents name them. */
  readonly needs?: readonly string[];
  /** Where the target is a function: the field with its URN, or those with its parts (`region` and `account` besides). */
  readonly runs?:
    | { readonly urn: string }
    | { readonly name: string; readonly group?: string; readonly qualifier?: string };
  /** What a person looks at who wants to know whether a record has arrived there. */
  readonly look?: Message;
  /** A note that is a warning: documents disagree whether the service takes this kind. */
  readonly caution?: Message;
}

/** How a destination is written in the config document. */
type DestinationShape =
  /** `{ "destination": "OBS", "param": { "bucket": "b" } }`; on the wire `param` is a JSON string. */
  | 'kindAndParam'
  /** `{ "destination": "acs:mns:…" }` */
  | 'arn';

/** What becomes of events in a service's queue, beyond age and retries. */
interface QueueFacts {
  /**
   * How an event is tried again that was throttled: first after `firstWait` seconds, then after twice as long each time,
   * for `longest` seconds. Absent: no document tells.
   */
  readonly throttling?: { readonly firstWait: number; readonly longest: number };
  /** Whether the failure destination hears of an event that is dropped for its age: assumed, no document tells. */
  readonly tellsOfDropped: boolean;
}

/** What a service keeps of the test events of a function: payloads by name, to try it with. */
export interface TestEventLimits {
  /** Most that a function may have. */
  readonly perFunction: number;
  /** Most bytes of a content. No document tells whether of the JSON or of the Base64 text that is sent. */
  readonly contentBytes: number;
  /** Source of a regular expression that the whole name must match. */
  readonly namePattern: string;
}

/** Everything that is particular to one service, as data: form, schema, validator, client and sandbox read it. */
export interface ServiceProfile {
  readonly id: ServiceId;
  readonly family: ServiceFamily;
  /** Version of the family's API that the service speaks. */
  readonly dialect: string;
  readonly account: AccountForm;
  /** Headers in which the service's answers tell the id of a request, in lower case. */
  readonly requestIdHeaders: readonly string[];
  /** Where its hosts are, the first that fits a region; absent where only the client's own folder knows. */
  readonly domains?: readonly Domain[];
  /** Product name, as the vendor writes it in each language. */
  readonly label: Message;
  readonly shortLabel: Message;
  /** What the service files functions under, or undefined where it has no such thing. */
  readonly group: 'package' | 'service' | undefined;
  /** The qualifier that means "the unpublished code". */
  readonly latest: string;
  /** Source of a regular expression for qualifiers whose async config the service never uses; absent: it uses all. */
  readonly unusedOn?: string;
  /** The fields of the async config in the order of form and document: one destinations field among them. */
  readonly fields: readonly ConfigField[];
  /** Names that the service's answers carry beside the fields and PUT does not take: whose config it is, and times. */
  readonly readOnly: readonly string[];
  readonly queue: QueueFacts;
  /** Largest event in bytes, per mode of invocation. */
  readonly payloadBytes: { readonly sync: number; readonly async: number };
  /** Absent where the service keeps no test events. */
  readonly testEvents?: TestEventLimits;
  /** Seconds after which the gateway in front of the service ends a synchronous call, where it does. */
  readonly gatewaySeconds: number | undefined;
  /** Region ids that the vendor published on `regionsAsOf`; any other id may be typed. */
  readonly regions: readonly string[];
  readonly regionsAsOf: string;
  /** Where a person looks at a function in the vendor's console: `{region}`, `{group}`, `{name}`; undefined: unknown. */
  readonly console: string | undefined;
}
