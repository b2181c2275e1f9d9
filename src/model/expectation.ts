import type { LifeState } from './invocation/eventLife';
import type { Mode } from './invocation/record';
import type { Json, JsonObject } from './json';
import { message, type Message, type Say } from './message';

/** The ends of an event that can be expected. */
export const END_STATES = ['succeeded', 'failed', 'discarded', 'stopped'] as const satisfies LifeState[];
type EndState = (typeof END_STATES)[number];

/** The words for how a synchronous call can be expected to end; a number stands for the answer's own status code. */
export const STATUS_WORDS = ['succeeded', 'functionError'] as const;

/** What is expected of one invocation with a payload. What is not given is not looked at. */
export interface Expectation {
  /** How the case is called in the list of tests. */
  readonly name?: string;
  /** Sent and answered, or queued and followed to its end. */
  readonly mode: Mode;
  /**
   * Synchronous: the `statusCode` of an answer in the form of an API gateway, or how the call ended. Absent: it is
   * expected to succeed, as in Invoke with Payload.
   */
  readonly status?: number | (typeof STATUS_WORDS)[number];
  /** Synchronous: what the result has at least; a `body` that is JSON in a string is compared as JSON. */
  readonly result?: Json;
  /** Most milliseconds that the function may run, by the service's own figure; of an event all attempts together. */
  readonly maxDurationMs?: number;
  /** Texts, each to be found in a line of the log. */
  readonly log?: readonly string[];
  /** Asynchronous: how often the function is run. */
  readonly attempts?: number;
  /** Asynchronous: how the event ends. Absent: it is expected to succeed. */
  readonly state?: EndState;
  /** Asynchronous: what the record of the end goes to, by its name or its whole address; null: nothing. */
  readonly destination?: string | null;
  /** Asynchronous: whether a source must say that the record has arrived, or that it has not. */
  readonly delivered?: boolean;
}

/** The names of what can be expected. */
export type ExpectationKey = keyof Expectation;

/** What is expected under a name, for people who write it, and as a JSON schema. */
interface KnownKey {
  /** The mode in which it can be expected; absent: in both. */
  readonly mode?: Mode;
  readonly schema: JsonObject;
  readonly help: Message;
}

/** All that can be expected, in the order in which it is offered and judged. */
export const EXPECTATION_KEYS: Readonly<Record<ExpectationKey, KnownKey>> = {
  name: {
    schema: { type: 'string', minLength: 1 },
    help: message('How the case is called in the Test Explorer.'),
  },
  mode: {
    schema: {
      enum: ['sync', 'async'],
      default: 'sync',
    },
    help: message('sync: sent once, and the answer is judged. async: queued once and followed to its end.'),
  },
  status: {
    mode: 'sync',
    schema: {
      anyOf: [{ type: 'integer', minimum: 100, maximum: 599 }, { enum: [...STATUS_WORDS] }],
    },
    help: message(
      'The statusCode that the function returns, or how the call ends: succeeded, functionError. Absent: succeeded.',
    ),
  },
  result: {
    mode: 'sync',
    schema: {},
    help: message(
      'What the result has at least. Objects may have more keys, lists have the same length; a body that is JSON in a string is compared as JSON.',
    ),
  },
  maxDurationMs: {
    schema: {
      type: 'number',
      exclusiveMinimum: 0,
    },
    help: message(
      'Most milliseconds that the function may run, by the service’s own figure; of an event all attempts together.',
    ),
  },
  log: {
    schema: {
      anyOf: [
        { type: 'string', minLength: 1 },
        { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } },
      ],
    },
    help: message('A text that a line of the log has, or several.'),
  },
  attempts: {
    mode: 'async',
    schema: { type: 'integer', minimum: 0 },
    help: message('How often the function is run.'),
  },
  state: {
    mode: 'async',
    schema: {
      enum: [...END_STATES],
      default: 'succeeded',
    },
    help: message('How the event ends. Absent: succeeded.'),
  },
  destination: {
    mode: 'async',
    schema: {
      type: ['string', 'null'],
      minLength: 1,
    },
    help: message(
      'What the record of the end goes to: the name of the function, topic or bucket, or the whole address. null: nothing.',
    ),
  },
  delivered: {
    mode: 'async',
    schema: {
      type: 'boolean',
    },
    help: message(
      'true: the service, or the sandbox, must say that the record has arrived. false: it must say that it has not.',
    ),
  },
};

/** JSON schema (draft-07) of a file of expectations: one case, or a list of them, described in the language of `say`. */
export function expectationsSchema(say: Say): JsonObject {
  const keys = Object.entries(EXPECTATION_KEYS);
  const notIn = (mode: Mode): JsonObject => ({
    properties: Object.fromEntries(
      keys
        .filter(([, known]) => known.mode !== undefined && known.mode !== mode)
        .map(([key]) => [key, false]),
    ),
  });
  const oneCase: JsonObject = {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      keys.map(([key, { schema, help }]) => [key, { ...schema, description: say(help) }]),
    ),
    if: { properties: { mode: { const: 'async' } }, required: ['mode'] },
    then: notIn('async'),
    else: notIn('sync'),
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: say(message('FnDeck: expectations of a payload file')),
    description: say(
      message(
        'What is expected when the payload file of the same name is sent: one case, or a list of cases that are run in their order.',
      ),
    ),
    definitions: { case: oneCase },
    if: { type: 'array' },
    then: { minItems: 1, items: { $ref: '#/definitions/case' } },
    else: { $ref: '#/definitions/case' },
  };
}
