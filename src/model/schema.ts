import { writeArn } from './destination';
import type { JsonObject } from './json';
import { translate } from './message';
import type { DestinationField, DestinationKind, NumberLimit, ServiceProfile } from './service';

/**
 * JSON schema (draft-07) of a service's config documents, for VS Code's JSON language service: completion, hover and
 * squiggles. It refuses what `validate` calls an error; warnings and links between fields are `validate`'s alone.
 */
export function schemaOf(profile: ServiceProfile): JsonObject {
  const { age, retries, record, destinations } = profile;
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `${profile.label}: asynchronous invocation`,
    type: 'object',
    properties: {
      [age.key]: numberSchema(age, 'Seconds that an event may wait and be retried before it is dropped.'),
      [retries.key]: numberSchema(retries, 'Further attempts after the function failed.'),
      [record.key]: {
        type: 'boolean',
        description: [record.label, record.help, ...(record.caution ? [record.caution] : [])]
          .map((said) => translate(said))
          .join('. '),
      },
      [destinations.key]: {
        type: 'object',
        description: 'Where the record of a finished event goes.',
        properties: {
          [destinations.success]: sideSchema(profile, 'For events that succeeded.'),
          [destinations.failure]: sideSchema(profile, 'For events that failed after the last retry.'),
        },
      },
    },
  };
}

function numberSchema({ min, max, byDefault }: NumberLimit, description: string): JsonObject {
  return {
    type: 'integer',
    minimum: min,
    maximum: max,
    default: byDefault,
    description: `${description} ${min} to ${max}; ${byDefault} when absent.`,
  };
}

function sideSchema({ destinations }: ServiceProfile, description: string): JsonObject {
  const { kinds, shape } = destinations;
  const common = { type: 'object', description };
  if (shape === 'arn') {
    const examples = kinds.map((kind) => exampleArn(kind));
    return {
      ...common,
      properties: { destination: { type: 'string', pattern: '^(acs:.*)?$', examples, description: 'ARN.' } },
      defaultSnippets: kinds.map((kind) => ({ label: kind.label, body: { destination: exampleArn(kind) } })),
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
      label: kind.label,
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
          properties: Object.fromEntries(kind.fields.map((field) => [field.key, fieldSchema(field)])),
        },
      },
    },
  };
}

function fieldSchema(field: DestinationField): JsonObject {
  const description = [field.label, ...(field.help ? [field.help] : [])]
    .map((said) => translate(said))
    .join('. ');
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
