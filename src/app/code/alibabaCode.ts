import type { JsonObject } from '../../model/json';
import { message, type Message } from '../../model/message';
import { destinationsOf } from '../../model/fields';
import { codeFormsOf, type ServerlessForm } from '../../model/services/codeForms';
import {
  arnOf,
  copiedCode,
  namedFields,
  resourceName,
  sidesOf,
  type CodeSubject,
  type CopiedCode,
} from './copiedCode';

/** What YAML is written from: texts and numbers by name, in this order, as deep as they go. */
interface Tree {
  readonly [name: string]: string | number | boolean | Tree;
}

/**
 * A config as an `s.yaml` of Serverless Devs, with what names the function and nothing else of it. Undefined where no
 * component knows the service.
 */
export function asServerlessYaml(
  subject: CodeSubject,
  document: JsonObject,
  say: (said: Message) => string,
): CopiedCode | undefined {
  const { profile, ref, region } = subject;
  const form = codeFormsOf(profile).serverless;
  if (!form) return undefined;
  const names = Object.fromEntries(profile.fields.map(({ key }) => [key, key]));
  const fields = namedFields(profile, document, names, []);
  const { destinations, losses: lost } = destinationsIn(form, subject, document);
  const config: Tree = {
    ...destinations,
    ...Object.fromEntries(fields.values),
    ...(form.qualifier !== undefined && { [form.qualifier]: ref.qualifier }),
  };
  const props = [
    at(['region'], region),
    ...(form.group ? [at(form.group, ref.group)] : []),
    at(form.name, ref.name),
    at(form.config, config),
  ].reduce(merged, {});
  const resource: Tree = { component: form.component, props };
  const file: Tree = {
    edition: form.edition,
    name: resourceName(ref),
    access: 'default',
    [form.list]: { [resourceName(ref)]: resource },
  };
  const unversioned = form.qualifier === undefined && ref.qualifier !== profile.latest;
  const losses = [
    ...fields.losses,
    ...lost,
    ...(unversioned
      ? [message('The component configures the unpublished code only: {0} is lost.', ref.qualifier)]
      : []),
  ];
  return copiedCode(subject, yaml(file, ''), losses, say);
}

function destinationsIn(
  form: ServerlessForm,
  { profile }: CodeSubject,
  document: JsonObject,
): { readonly destinations: Tree; readonly losses: readonly Message[] } {
  const names = destinationsOf(profile);
  const { success, failure, losses } = sidesOf(profile, document);
  const written = (side: JsonObject): Tree[string] =>
    form.destinations.as === 'text' ? arnOf(side) : { destination: arnOf(side) };
  const inner: Tree = {
    ...(success && { [names.success]: written(success) }),
    ...(failure && { [names.failure]: written(failure) }),
  };
  const opaque = [success, failure].filter((side) => side !== undefined && arnOf(side).includes('${'));
  return {
    destinations: Object.keys(inner).length === 0 ? {} : { [form.destinations.key]: inner },
    losses: [
      ...losses,
      ...opaque.map((side) =>
        message(
          'Serverless Devs will fill in {0}, which here is meant as it stands.',
          side ? arnOf(side) : '',
        ),
      ),
    ],
  };
}

/** A config as a resource of Alibaba's Resource Orchestration Service. Undefined where it does not know the service. */
export function asRos(
  subject: CodeSubject,
  document: JsonObject,
  say: (said: Message) => string,
): CopiedCode | undefined {
  const { profile, ref } = subject;
  const form = codeFormsOf(profile).ros;
  if (!form) return undefined;
  const fields = namedFields(profile, document, form.names, []);
  const { success, failure, losses } = sidesOf(profile, document);
  const sides: Tree = {
    ...(success && { OnSuccess: { Destination: arnOf(success) } }),
    ...(failure && { OnFailure: { Destination: arnOf(failure) } }),
  };
  const properties: Tree = {
    FunctionName: ref.name,
    ...Object.fromEntries(fields.values),
    ...(Object.keys(sides).length > 0 && { DestinationConfig: sides }),
  };
  const file: Tree = {
    ROSTemplateFormatVersion: '2015-09-01',
    Resources: {
      [resourceName(ref).replace(/[^A-Za-z0-9]/g, '')]: { Type: form.type, Properties: properties },
    },
  };
  const versioned =
    ref.qualifier === profile.latest
      ? []
      : [message('The resource names a function, not a version: {0} is lost.', ref.qualifier)];
  const fixed = message(
    'The service cannot change this resource: another value makes a new one in its place.',
  );
  return copiedCode(subject, yaml(file, ''), [...fields.losses, ...losses, ...versioned, fixed], say);
}

function at(path: readonly string[], value: Tree[string]): Tree {
  return path.reduceRight<Tree[string]>((inner, name) => ({ [name]: inner }), value) as Tree;
}

function merged(a: Tree, b: Tree): Tree {
  const both = Object.entries(b).map(([name, value]) => {
    const before = a[name];
    return [
      name,
      typeof before === 'object' && typeof value === 'object' ? merged(before, value) : value,
    ] as const;
  });
  return { ...a, ...Object.fromEntries(both) };
}

function yaml(tree: Tree, indent: string): readonly string[] {
  return Object.entries(tree).flatMap(([name, value]) => {
    if (typeof value === 'object') {
      const inner = yaml(value, `${indent}  `);
      return inner.length === 0
        ? [`${indent}${yamlText(name)}: {}`]
        : [`${indent}${yamlText(name)}:`, ...inner];
    }
    return [`${indent}${yamlText(name)}: ${typeof value === 'string' ? yamlText(value) : String(value)}`];
  });
}

/** A string of YAML: in quotes where a reader might take it for something else. */
export function yamlText(text: string): string {
  const plain = /^[A-Za-z_][\w./:-]*$/.test(text) && !text.endsWith(':');
  if (plain && !/^(true|false|yes|no|on|off|y|n|null|nan|inf)$/i.test(text)) return text;
  // JSON lets some characters stand that YAML reads as the end of a line, or not at all.
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
