import { writeArn } from './destination';
import type { JsonObject } from './json';
import { allowed } from './fields';
import { translate, type Message } from './message';
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
 * squiggles. It refuses what `validate` calls an error; warnings and links between fields are `validate`'s alone.
 */
export function schemaOf(profile: ServiceProfile): JsonObject {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `${translate(profile.label)}: asynchronous invocation`,
    type: 'object',
    properties: Object.fromEntries(profile.fields.map((field) => [field.key, fieldSchema(field)])),
  };
}

function fieldSchema(field: ConfigField): JsonObject {
  switch (field.kind) {
    case 'number':
      return numberSchema(field);
    case 'switch': {
      const { label, help, caution } = field;
      return { type: 'boolean', description: sentences(label, help, ...(caution ? [caution] : [])) };
    }
    case 'destinations':
      return {
        type: 'object',
        description: 'Where the record of a finished event goes.',
        properties: {
          [field.success]: sideSchema(field, 'For events that succeeded.'),
          [field.failure]: sideSchema(field, 'For events that failed after the last retry.'),
        },
      };
  }
}

function numberSchema(field: NumberField): JsonObject {
  const { min, max } = allowed(field);
  const { label, help, byDefault, requests } = field;
  const range = `${requests.min} to ${requests.max}; ${byDefault} when absent.`;
  return {
    type: 'integer',
    minimum: min,
    maximum: max,
    default: byDefault,
    description: [sentences(label, help), range, ...(field.doubt ? [translate(field.doubt)] : [])].join(' '),
  };
}

function sentences(...said: readonly Message[]): string {
  return said.map((one) => translate(one)).join('. ');
}

function sideSchema({ kinds, shape }: DestinationsField, description: string): JsonObject {
  const common = { type: 'object', description };
  if (shape === 'arn') {
    const examples = kinds.map((kind) => exampleArn(kind));
    return {
      ...common,
      properties: { destination: { type: 'string', pattern: '^(acs:.*)?$', examples, description: 'ARN.' } },
      defaultSnippets: kinds.map((kind) => ({
        label: translate(kind.label),
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
        description: 'Kind of destination.',
      },
      param: { type: ['object', 'string', 'null'], description: 'What this kind of destination needs.' },
    },
    dependencies: { param: nonEmptyParam() },
    allOf: kinds.map((kind) => paramSchema(kind)),
    defaultSnippets: kinds.map((kind) => ({
      label: translate(kind.label),
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

function paramSchema(kind: DestinationKind): JsonObject {
  return {
    if: { required: ['destination'], properties: { destination: { const: kind.id } } },
    then: {
      required: ['param'],
      properties: {
        param: {
          type: 'object',
          required: kind.fields.filter((field) => field.required).map((field) => field.key),
          properties: Object.fromEntries(kind.fields.map((field) => [field.key, partSchema(field)])),
        },
      },
    },
  };
}

/** Schema of one of the values that a kind of destination needs. */
function partSchema(field: DestinationField): JsonObject {
  const description = sentences(field.label, ...(field.help ? [field.help] : []));
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
