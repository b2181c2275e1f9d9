import { randomUUID } from 'node:crypto';
import { listOf, message, type Message } from '../../model/message';

/** Begins a variable. JSON knows it nowhere but in a string, where `\u007b{$` says the same and is none. */
const OPEN = '{{$';

/** A variable in the text of a payload: `{{$randomInt 1 6}}`. */
export interface Variable {
  /** Where its braces begin. */
  readonly offset: number;
  /** With its braces. */
  readonly length: number;
  /** What stands between them, in words; the name first: `$randomInt`, `1`, `6`. */
  readonly words: readonly string[];
  /** Whether it stands in a JSON string. */
  readonly quoted: boolean;
  /** Whether its braces end. */
  readonly closed: boolean;
}

/** Where the values of variables come from. */
export interface VariableSource {
  /** Unix milliseconds by the local clock. */
  now(): number;
  uuid(): string;
  /** A whole number from `from` to `to`, both included. */
  randomInt(from: number, to: number): number;
  /** The value of an environment variable; undefined where it is not set. */
  environment(name: string): string | undefined;
  /** Whether values of the environment may be sent at all. */
  mayReadEnvironment(): boolean;
}

/** What stands for a variable. */
export interface VariableValue {
  readonly kind: 'value';
  readonly value: string;
  /** `json`: a number, or whatever else JSON can be, which can stand without quotes. */
  readonly form: 'text' | 'json';
  /** Name of the environment variable that it is from. */
  readonly environment?: string;
}

/** The machine's clock, chance and environment. */
export function machineVariables(mayReadEnvironment: () => boolean): VariableSource {
  return {
    now: () => Date.now(),
    uuid: () => randomUUID(),
    randomInt: (from, to) => from + Math.floor(Math.random() * (to - from + 1)),
    // “toString” is set nowhere, though each object has it.
    environment: (name) => (Object.hasOwn(process.env, name) ? process.env[name] : undefined),
    mayReadEnvironment,
  };
}

/** A variable as a person chooses it. */
interface KnownVariable {
  readonly name: string;
  /** How it is written, without braces. */
  readonly example: string;
  readonly explained: Message;
}

/** All variables, in the order in which they are offered. */
export function knownVariables(): readonly KnownVariable[] {
  return [
    { name: '$uuid', example: '$uuid', explained: message('A new UUID, each time it stands there.') },
    {
      name: '$now',
      example: '$now',
      explained: message('The time of sending in UTC, as in 2026-01-31T08:30:00.000Z.'),
    },
    {
      name: '$timestamp',
      example: '$timestamp',
      explained: message('The time of sending in Unix seconds: a number.'),
    },
    {
      name: '$randomInt',
      example: '$randomInt 1 6',
      explained: message('A random whole number between two, both included.'),
    },
    {
      name: '$env',
      example: '$env NAME',
      explained: message(
        'The value of an environment variable, as VS Code was started with it. FnDeck keeps it nowhere: history and output name the variable.',
      ),
    },
  ];
}

/** The variables of a text of JSON or JSONC, in their order; those in comments are none. */
export function variablesIn(text: string): readonly Variable[] {
  const found: Variable[] = [];
  let at = text.indexOf(OPEN) < 0 ? text.length : 0;
  let quoted = false;
  const outside = /"|\/\/|\/\*|\{\{\$/g;
  const inString = /\\[^]|["\n]|\{\{\$/g;
  const whole = /\{\{(\$[^{}"\n]*)(\}\})?/y;
  while (at < text.length) {
    const next = quoted ? inString : outside;
    next.lastIndex = at;
    const token = next.exec(text);
    if (!token) break;
    at = next.lastIndex;
    if (token[0] === OPEN) {
      whole.lastIndex = token.index;
      const [all = OPEN, content = '', end] = whole.exec(text) ?? [];
      found.push({
        ...{ offset: token.index, length: all.length, quoted, closed: end !== undefined },
        words: content.trim().split(/\s+/),
      });
      at = token.index + all.length;
    } else if (token[0] === '"') quoted = !quoted;
    else if (token[0] === '\n') quoted = false;
    else if (token[0] === '//') at = after(text, '\n', at);
    else if (token[0] === '/*') at = after(text, '*/', at);
  }
  return found;
}

function after(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  return at < 0 ? text.length : at + end.length;
}

/** What stands for a variable now, or why nothing does: it does not exist, is written wrongly, or is not set. */
export function valueOf(
  { words: [name = '', ...args], quoted, closed }: Variable,
  source: VariableSource,
): VariableValue | { readonly kind: 'none'; readonly reason: Message } {
  if (!closed) return none(message('This variable has no end: “{0}” is missing.', '}}'));
  const found = valueByName(name, args, source);
  if (found.kind === 'none' || quoted) return found;
  if (found.form === 'json') return { ...found, value: found.value.trim() };
  return none(
    found.environment === undefined
      ? message('“{0}” stands for a text: put it in double quotes.', name)
      : message(
          'The environment variable “{0}” is no JSON by itself: put it in double quotes.',
          found.environment,
        ),
  );
}

function valueByName(
  name: string,
  args: readonly string[],
  source: VariableSource,
): VariableValue | { readonly kind: 'none'; readonly reason: Message } {
  const alone = (form: 'text' | 'json', value: () => string) =>
    args.length === 0
      ? ({ kind: 'value', value: value(), form } as const)
      : none(message('“{0}” has nothing after its name.', name));
  switch (name) {
    case '$uuid':
      return alone('text', () => source.uuid());
    case '$now':
      return alone('text', () => new Date(source.now()).toISOString());
    case '$timestamp':
      return alone('json', () => String(Math.floor(source.now() / 1000)));
    case '$randomInt': {
      const [from, to] = args.map((arg) => (/^-?\d{1,15}$/.test(arg) ? Number(arg) : NaN));
      return args.length === 2 && from !== undefined && to !== undefined && from <= to
        ? { kind: 'value', value: String(source.randomInt(from, to)), form: 'json' }
        : none(message('Write two whole numbers, the smaller one first: {0}.', '{{$randomInt 1 6}}'));
    }
    case '$env':
      return environmentValue(args, source);
    default: {
      const known = knownVariables().map((one) => one.name);
      return none(
        message(
          'FnDeck has no variable “{0}”, only {1}. In a text that is meant so, write {2}.',
          name,
          listOf(known),
          '\\u007b{$',
        ),
      );
    }
  }
}

function environmentValue(
  args: readonly string[],
  source: VariableSource,
): VariableValue | { readonly kind: 'none'; readonly reason: Message } {
  const [name] = args;
  if (name === undefined || args.length > 1)
    return none(message('Write the name of one environment variable: {0}.', '{{$env NAME}}'));
  if (!source.mayReadEnvironment())
    return none(message('Values of the environment are sent only from a workspace that you trust.'));
  const value = source.environment(name);
  if (value === undefined) return none(message('The environment variable “{0}” is not set.', name));
  return { kind: 'value', value, form: isJson(value) ? 'json' : 'text', environment: name };
}

function none(reason: Message) {
  return { kind: 'none', reason } as const;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
