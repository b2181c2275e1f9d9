import { isObject, member, printJson, type Json, type JsonObject } from '../../model/json';
import { message, type Message } from '../../model/message';
import { functionUrn, parseUrn } from '../../model/urn';
import { codeFormsOf, type TerraformForm } from '../../model/services/codeForms';
import {
  arnOf,
  copiedCode,
  namedFields,
  resourceName,
  sidesOf,
  type CodeSubject,
  type CopiedCode,
} from './copiedCode';

/** An attribute of a block of Terraform's language; the value is written already. */
type Attribute = readonly [name: string, value: string];

/**
 * A config as a resource of the service's Terraform provider (arguments: the providers' pages, 2026-11). Undefined where
 * no provider knows the service.
 */
export function asTerraform(
  subject: CodeSubject,
  document: JsonObject,
  say: (said: Message) => string,
): CopiedCode | undefined {
  const form = codeFormsOf(subject.profile).terraform;
  if (!form) return undefined;
  const target = targetOf(form, subject);
  const fields = namedFields(subject.profile, document, form.names, form.needed);
  const sides = sidesOf(subject.profile, document);
  const attributes = [
    ...target.attributes,
    ...fields.values.map(([name, value]): Attribute => [name, String(value)]),
  ];
  const lines = [
    `resource "${form.resource}" "${resourceName(subject.ref)}" {`,
    ...aligned(attributes, '  '),
    ...destinationLines(form, sides),
    '}',
  ];
  return copiedCode(subject, lines, [...target.losses, ...fields.losses, ...sides.losses], say);
}

function targetOf(
  { target }: TerraformForm,
  { profile, ref, urn }: CodeSubject,
): { readonly attributes: readonly Attribute[]; readonly losses: readonly Message[] } {
  if (target !== 'urn') {
    return {
      attributes: [
        ...(target.group === undefined ? [] : [[target.group, quoted(ref.group)] as const]),
        [target.name, quoted(ref.name)],
        [target.qualifier, quoted(ref.qualifier)],
      ],
      losses: [],
    };
  }
  const parts = parseUrn(urn);
  const { region = '', projectId = '', group = '', name = '' } = parts ?? {};
  const whole = parts ? functionUrn({ region, projectId, group, name }) : urn;
  return {
    attributes: [['function_urn', quoted(whole)]],
    losses:
      ref.qualifier === profile.latest
        ? []
        : [
            message(
              'The resource names a function, not a version: {0} is lost.',
              ref.qualifier.replace(/^!/, ''),
            ),
          ],
  };
}

function destinationLines(
  form: TerraformForm,
  {
    success,
    failure,
  }: { readonly success: JsonObject | undefined; readonly failure: JsonObject | undefined },
): readonly string[] {
  const sides = [
    ['on_success', success],
    ['on_failure', failure],
  ] as const;
  const present = sides.flatMap(([name, side]) => (side ? [[name, side] as const] : []));
  if (present.length === 0) return [];
  if (form.destinations === 'blocks')
    return present.flatMap(([name, side]) => ['', ...paramBlock(name, side)]);
  const inner = present.flatMap(([name, side], i) => [
    ...(i === 0 ? [] : ['']),
    `    ${name} {`,
    `      destination = ${quoted(arnOf(side))}`,
    '    }',
  ]);
  return ['', `  ${form.destinations.block} {`, ...inner, '  }'];
}

/** A side with its parameters; a string that is no JSON object is written as the string that it is. */
function paramBlock(name: string, side: JsonObject): readonly string[] {
  const param = member(side, 'param');
  const lines = isObject(param)
    ? [
        '    param = jsonencode({',
        ...aligned(
          Object.entries(param).map(([key, value]) => [hclKey(key), hcl(value)]),
          '      ',
        ),
        '    })',
      ]
    : param === undefined
      ? []
      : [`    param = ${hcl(param)}`];
  return [`  ${name} {`, `    destination = ${quoted(arnOf(side))}`, ...lines, '  }'];
}

/** Attributes as `terraform fmt` writes them: their signs below each other. */
function aligned(attributes: readonly Attribute[], indent: string): readonly string[] {
  const width = Math.max(0, ...attributes.map(([name]) => name.length));
  return attributes.map(([name, value]) => `${indent}${name.padEnd(width)} = ${value}`);
}

function hcl(value: Json): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map((item: Json) => hcl(item)).join(', ')}]`;
  if (!isObject(value)) return printJson(value);
  const inner = Object.entries(value).map(([key, one]) => `${hclKey(key)} = ${hcl(one)}`);
  return `{ ${inner.join(', ')} }`;
}

function hclKey(key: string): string {
  return /^[A-Za-z_][\w-]*$/.test(key) ? key : quoted(key);
}

/** A string of Terraform's language: what would begin a template is written twice. */
function quoted(text: string): string {
  const escaped = JSON.stringify(text).replace(/\\b/g, '\\u0008').replace(/\\f/g, '\\u000c');
  return escaped.replace(/([$%])\{/g, '$1$1{');
}
