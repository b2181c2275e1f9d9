import { isObject, type Json } from '../json';

/** What a function returned, made readable. */
interface ResultView {
  readonly form: 'json' | 'text';
  /** Laid-out JSON with the JSON inside strings unwrapped, or the text as it came. Numbers keep their digits. */
  readonly text: string;
  /** The `statusCode` of an answer in the form of an API gateway. */
  readonly statusCode?: number;
}

/**
 * Reads a result text: JSON where it parses (a string that holds an object or array is opened, then the `body` of an
 * object), else the text itself.
 */
export function readResult(result: string): ResultView {
  const text = withoutMark(result);
  let inner = text;
  let value = parsed(inner);
  while (typeof value === 'string' && isContainer(parsed(value))) {
    inner = value;
    value = parsed(inner);
  }
  if (value === undefined) return { form: 'text', text };
  const body = isObject(value) ? value['body'] : undefined;
  const opensBody = typeof body === 'string' && isContainer(parsed(body));
  return {
    form: 'json',
    text: layOut(inner, opensBody),
    ...statusCode(value),
  };
}

/** A text without the byte order mark that it may begin with, which is no part of what it says. */
export function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** The value of a JSON text; undefined when it is none. */
function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function isContainer(value: Json | undefined): boolean {
  return typeof value === 'object' && value !== null;
}

function statusCode(value: Json): { statusCode?: number } {
  const code = isObject(value) ? Number(value['statusCode']) : NaN;
  return Number.isInteger(code) && code >= 100 && code <= 599 ? { statusCode: code } : {};
}

/** The JSON text that a string token holds, where it holds an object or array. */
function containerIn(token: string): string | undefined {
  const text = parsed(token);
  return typeof text === 'string' && isContainer(parsed(text)) ? text : undefined;
}

/** Where a token of valid JSON begins and, but for a string, ends; variables of a payload are tokens, too. */
const TOKEN = /\{\{\$[^{}"\n]*\}\}|["{}[\],:]|[^\s{}[\],:"]+/g;

/** Tokens of valid JSON: strings, punctuation, and literals digit by digit as they are; and the variables of a payload. */
function* tokensOf(json: string): Generator<string> {
  const pattern = new RegExp(TOKEN);
  for (let found = pattern.exec(json); found; found = pattern.exec(json)) {
    if (found[0] !== '"') {
      yield found[0];
      continue;
    }
    pattern.lastIndex = endOfString(json, found.index);
    yield json.slice(found.index, pattern.lastIndex);
  }
}

/** Where a string ends that begins at an offset. A pattern of it has no room for some millions of escapes. */
function endOfString(json: string, from: number): number {
  for (let at = json.indexOf('"', from + 1); at >= 0; at = json.indexOf('"', at + 1)) {
    let first = at;
    while (json[first - 1] === '\\') first--;
    if ((at - first) % 2 === 0) return at + 1;
  }
  return json.length;
}

/**
 * Lays valid JSON out with two spaces. Works on tokens, not on values, so that a number beyond double precision and a
 * key that stands twice stay as they are. With `opensBody` the string under the outermost `body` is laid out as JSON.
 */
export function layOut(json: string, opensBody = false): string {
  const out: string[] = [];
  let depth = 0;
  let key = '';
  let last = '';
  const newLine = () => `\n${'  '.repeat(depth)}`;
  for (const token of tokensOf(json)) {
    if (token === '}' || token === ']') {
      depth--;
      out.push(last === '{' || last === '[' ? token : newLine() + token);
    } else if (token === ',' || token === ':') {
      if (token === ':') key = last;
      out.push(token === ':' ? ': ' : token);
    } else {
      if (last === '{' || last === '[' || last === ',') out.push(newLine());
      const inner =
        opensBody && depth === 1 && last === ':' && key === '"body"' ? containerIn(token) : undefined;
      out.push(inner === undefined ? token : layOut(inner).replaceAll('\n', newLine()));
      if (token === '{' || token === '[') depth++;
    }
    last = token;
  }
  return out.join('');
}
