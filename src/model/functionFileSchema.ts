import { FUNCTION_DEFAULTS, SEED_RANGES } from './functionFile';
import { patternOf } from './functionNames';
import type { JsonObject } from './json';
import { message, type Message } from './message';

/** Runtimes that are offered: what the services call those that the sandbox can run. */
export const RUNTIMES = {
  node: ['Node.js20.15', 'Node.js18.15', 'Node.js16.17', 'nodejs20', 'nodejs18', 'nodejs16'],
  python: ['Python3.12', 'Python3.10', 'Python3.9', 'python3.12', 'python3.10', 'python3.9'],
} as const;

/**
 * JSON schema (draft-07) of a `function.json`. `say` gives the language of its descriptions. `anywhere`: it is for files
 * of that name in any folder, so it holds only for those that the sandbox would read; other tools have files of that
 * name, too.
 */
export function functionFileSchema(say: (said: Message) => string, anywhere: boolean): JsonObject {
  const whole = wholeSchema(say);
  const foreign = { type: 'object', required: ['bindings'] };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...(anywhere
      ? { if: { type: 'object', required: ['runtime', 'handler'], not: foreign }, then: whole }
      : { if: foreign, then: true, else: whole }),
  };
}

function wholeSchema(say: (said: Message) => string): JsonObject {
  const described = (schema: JsonObject, said: Message): JsonObject => ({
    ...schema,
    description: say(said),
  });
  const text = (said: Message, more: JsonObject = {}) => described({ type: 'string', ...more }, said);
  const description = { type: 'string' };
  const side = (said: Message): JsonObject =>
    described(
      {
        type: 'object',
        additionalProperties: false,
        minProperties: 1,
        maxProperties: 1,
        properties: {
          function: text(message('Function that the record of the event is sent to, as group/name.'), {
            pattern: '^[^/]+/[^/]+$',
          }),
          topic: text(message('Topic that gets the record of the event.')),
          store: text(message('Bucket or queue that gets the record of the event.')),
        },
      },
      said,
    );
  const entry = (properties: JsonObject, required: readonly string[]): JsonObject => ({
    type: 'array',
    items: { type: 'object', additionalProperties: false, required, properties },
  });
  return {
    title: say(message('FnDeck: a function of the sandbox')),
    type: 'object',
    required: ['runtime', 'handler'],
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      runtime: text(
        message(
          'Runtime as the service names it. The sandbox runs Node.js and Python, in that version where the machine has it.',
        ),
        {
          examples: [...RUNTIMES.node, ...RUNTIMES.python],
        },
      ),
      anyVersion: described(
        { type: 'boolean', default: false },
        message('Whether another version of the language will do here: nothing is said of it then.'),
      ),
      handler: text(message('File without its ending, a dot, and the exported function: index.handler.'), {
        pattern: '^.+\\..+$',
        examples: ['index.handler'],
      }),
      group: text(
        message('Package (FunctionGraph) or service (Function Compute 2.0). Absent: as the folder is named.'),
        { pattern: patternOf('group') },
      ),
      name: text(message('Name of the function. Absent: as the folder is named.'), {
        pattern: patternOf('name'),
      }),
      timeout: described(
        { type: 'number', minimum: 0, default: FUNCTION_DEFAULTS.timeoutSeconds },
        message('Seconds after which a run is ended.'),
      ),
      memory: described(
        { type: 'number', minimum: 0, default: FUNCTION_DEFAULTS.memoryMb },
        message('Memory in MB; a run that needs more is ended.'),
      ),
      environment: described(
        { type: 'object', additionalProperties: { type: ['string', 'number'] } },
        message('Environment variables of the function. This file is meant to be shared: no secrets here.'),
      ),
      layers: described(
        { type: 'array', items: { type: 'string', minLength: 1 } },
        message(
          'Folders of layers (Function Compute) or dependencies (FunctionGraph), relative to this file. Of two with the same package, the first counts.',
        ),
      ),
      description: text(message('What the lists of functions show beside its name.')),
      initializer: text(message('Function that runs once in each new instance, before its first event.'), {
        pattern: '^.+\\..+$',
      }),
      initializerTimeout: described(
        { type: 'number', minimum: 0 },
        message('Seconds that loading and the initializer may take.'),
      ),
      preStop: text(
        message(
          'Function that runs before an instance is ended that has nothing to do: PreStop of the service.',
        ),
        { pattern: '^.+\\..+$' },
      ),
      preStopTimeout: described(
        { type: 'number', minimum: 0, maximum: 90 },
        message('Seconds that the function before the end may take; absent: as long as an event.'),
      ),
      instanceConcurrency: described(
        { type: 'integer', minimum: 1, maximum: 1000, default: 1 },
        message('How many events one instance takes at a time.'),
      ),
      provisioned: described(
        { type: 'integer', minimum: 0, default: 0 },
        message(
          'How many instances are kept ready from the first call on, whether they have something to do or not.',
        ),
      ),
      concurrency: described(
        { type: 'integer', minimum: -1, default: -1 },
        message('Most instances at a time; -1: no limit, 0: the function is switched off.'),
      ),
      dynamicMemory: described(
        { type: 'boolean', default: false },
        message('Whether a caller may choose the memory size.'),
      ),
      versions: described(
        entry(
          {
            name: text(message('Name of the version.'), { pattern: patternOf('version') }),
            description,
            dir: text(message('Folder with the code of this version, relative to this file.')),
          },
          ['name'],
        ),
        message('Published versions; the unpublished one is always there.'),
      ),
      aliases: described(
        entry(
          {
            name: text(message('Name of the alias.'), { pattern: patternOf('name') }),
            description,
            version: text(message('Version that the alias points to.')),
          },
          ['name', 'version'],
        ),
        message('Names for versions.'),
      ),
      async: described(
        {
          type: 'object',
          additionalProperties: false,
          properties: {
            age: described(
              { type: 'integer', minimum: SEED_RANGES.age[0], maximum: SEED_RANGES.age[1] },
              message('Longest age of an event, in seconds.'),
            ),
            retries: described(
              { type: 'integer', minimum: SEED_RANGES.retries[0], maximum: SEED_RANGES.retries[1] },
              message('How often a failed event is tried again.'),
            ),
            record: described({ type: 'boolean' }, message('Whether events are on record.')),
            success: side(message('Where the record of an event goes that succeeded.')),
            failure: side(message('Where the record of an event goes that failed for good.')),
          },
        },
        message(
          'Asynchronous invocation that the function comes with. A change counts at once, unless the configuration was changed on the service since.',
        ),
      ),
    },
  };
}
