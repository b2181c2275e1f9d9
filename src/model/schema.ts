import { writeArn } from './destination';
import type { JsonObject } from './json';
import { allowed } from './fields';
import { inSentences, message, type Message, type Say } from './message';
import type {
  ConfigField,
  DestinationField,
  DestinationKind,
  DestinationsField,
  NumberField,
  ServiceProfile,
} from './service';

/**
 * JSON schema (draft-07) of a service's config documents, for VS Code's JSON language service: completion, hover and
 * squiggles. It refuses what `validate` calls an error; warnings and links between fields are `validate`'s alone. `say`
 * gives the language of its descriptions.
 */
export function schemaOf(profile: ServiceProfile, say: Say): JsonObject {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: say(message('{0}: asynchronous invocation', profile.label)),
    type: 'object',
    properties: Object.fromEntries(profile.fields.map((field) => [field.key, fieldSchema(field, say)])),
  };
}

function fieldSchema(field: ConfigField, say: Say): JsonObject {
  switch (field.kind) {
    case 'number':
      return numberSchema(field, say);
    case 'switch': {
      const { label, help, caution } = field;
      return { type: 'boolean', description: described(say, label, help, ...(caution ? [caution] : [])) };
    }
    case 'destinations':
      return {
        type: 'object',
        description: say(message('Where the record of a finished event goes.')),
        properties: {
          [field.success]: sideSchema(field, message('For events that succeeded.'), say),
          [field.failure]: sideSchema(field, message('For events that failed after the last retry.'), say),
        },
      };
  }
}

function numberSchema(field: NumberField, say: Say): JsonObject {
  const { min, max } = allowed(field);
  const { label, help, byDefault, requests } = field;
  const range = message('{0} to {1}; {2} when absent.', requests.min, requests.max, byDefault);
  return {
    type: 'integer',
    minimum: min,
    maximum: max,
    default: byDefault,
    description: described(say, label, help, range, ...(field.doubt ? [field.doubt] : [])),
  };
}

/** What a field is, and what else there is to say of it. */
function described(say: Say, label: Message, help?: Message, ...more: readonly Message[]): string {
  const first = help === undefined ? label : message('{0}: {1}', label, help);
  return inSentences([first, ...more].map(say));
}

function sideSchema({ kinds, shape }: DestinationsField, help: Message, say: Say): JsonObject {
  const common = { type: 'object', description: say(help) };
  if (shape === 'arn') {
    const examples = kinds.map((kind) => exampleArn(kind));
    return {
      ...common,
      properties: { destination: { type: 'string', pattern: '^(acs:.*)?$', examples, description: 'ARN.' } },
      defaultSnippets: kinds.map((kind) => ({
        label: say(kind.label),
        body: { destination: exampleArn(kind) },
      })),
    };
  }
  return {
    ...common,
    properties: {
      destination: {
        type: 'string',
        examples: kinds.map((kind) => kind.id),
        description: say(message('Kind of destination.')),
      },
      param: {
        type: ['object', 'string', 'null'],
        description: say(message('What this kind of destination needs.')),
      },
    },
    dependencies: { param: nonEmptyParam() },
    allOf: kinds.map((kind) => paramSchema(kind, say)),
    defaultSnippets: kinds.map((kind) => ({
      label: say(kind.label),
      body: { destination: kind.id, param: exampleParam(kind) },
    })),
  };
}

/** A side without a kind is "no destination" only while its parameters are empty as well. */
function nonEmptyParam(): JsonObject {
  return {
    anyOf: [
      { required: ['destination'], properties: { destination: { minLength: 1 } } },
      { properties: { param: { enum: ['', {}, null] } } },
    ],
  };
}

function paramSchema(kind: DestinationKind, say: Say): JsonObject {
  return {
    if: { required: ['destination'], properties: { destination: { const: kind.id } } },
    then: {
      required: ['param'],
      properties: {
        param: {
          type: 'object',
          required: kind.fields.filter((field) => field.required).map((field) => field.key),
          properties: Object.fromEntries(kind.fields.map((field) => [field.key, partSchema(field, say)])),
        },
      },
    },
  };
}

/** Schema of one of the values that a kind of destination needs. */
function partSchema(field: DestinationField, say: Say): JsonObject {
  const description = described(say, field.label, field.help);
  if (field.type === 'integer') {
    return {
      type: 'integer',
      description,
      ...(field.min !== undefined && { minimum: field.min }),
      ...(field.max !== undefined && { maximum: field.max }),
    };
  }
  return {
    type: 'string',
    description,
    examples: [field.example],
    ...(field.required && { minLength: 1 }),
    ...(field.maxLength !== undefined && { maxLength: field.maxLength }),
    ...(field.pattern !== undefined && { pattern: field.pattern }),
  };
}

function exampleParam(kind: DestinationKind): JsonObject {
  return Object.fromEntries(
    kind.fields
      .filter((field) => field.required)
      .map((field) => [field.key, field.type === 'integer' ? Number(field.example) : field.example]),
  );
}

function exampleArn(kind: DestinationKind): string {
  return writeArn(kind, Object.fromEntries(kind.fields.map((field) => [field.key, field.example])));
}
