import { parseTree, type Node, type ParseError } from 'jsonc-parser';
import { message, type Message } from '../../model/message';
import type { ServiceFamily } from '../../model/service';
import { parseUrn } from '../../model/urn';
import { describeJsonError } from '../text/jsonErrors';
import { placeOf, type SyntaxProblem } from '../text/parseText';

/** The function that a record names. */
export interface RecordedFunction {
  readonly family: ServiceFamily;
  /** The name as it stands there: a URN or an ARN. */
  readonly urn: string;
  /** Absent where the record leaves it out. */
  readonly region?: string;
  /** Project or account; absent where the record leaves it out. */
  readonly owner?: string;
  /** Empty where the service has no groups. */
  readonly group: string;
  readonly name: string;
  /** As the service writes it; absent where the record names the function itself. */
  readonly qualifier?: string;
}

/** What a service tells a destination about an event that has ended. */
export interface FailureRecord {
  readonly fn: RecordedFunction;
  readonly requestId?: string;
  /** What the service calls the end: `RetriesExhausted`; empty where the event succeeded. */
  readonly condition: string;
  readonly succeeded: boolean;
  /** The payload that was sent, character by character. */
  readonly payload: string;
}

/** What a text is as a record. */
type ReadRecord =
  | { readonly kind: 'record'; readonly record: FailureRecord }
  /** Line and column are those of the outermost text. */
  | { readonly kind: 'broken'; readonly syntax: SyntaxProblem };

/** How a family of services writes a record. Sources: the pages on asynchronous notifications and on destinations. */
interface Form {
  readonly family: ServiceFamily;
  readonly context: string;
  readonly urn: string;
  readonly id: string;
  readonly payload: string;
  readonly answer: string;
  readonly error: string;
  readonly parse: (urn: string) => Omit<RecordedFunction, 'family' | 'urn'> | undefined;
}

const FORMS: readonly Form[] = [
  {
    family: 'functionGraph',
    context: 'request_context',
    urn: 'function_urn',
    id: 'request_id',
    payload: 'request_payload',
    answer: 'response_context',
    error: 'function_error',
    parse: (urn) => {
      const parsed = parseUrn(urn);
      return parsed && { ...parsed, owner: parsed.projectId };
    },
  },
  {
    family: 'functionCompute',
    context: 'requestContext',
    urn: 'functionArn',
    id: 'requestId',
    payload: 'requestPayload',
    answer: 'responseContext',
    error: 'functionError',
    parse: parseArn,
  },
];

/**
 * Members in which messages carry what was sent to them: SMN and EventBridge (`message`, `data`), MNS (`MessageBody`,
 * `Message`), RocketMQ (`body`). A text there is JSON, or JSON in Base64.
 */
const WRAPPERS = ['message', 'Message', 'MessageBody', 'messageBody', 'body', 'Body', 'data', 'content'];

/** Messages inside messages: a topic that feeds a queue that a person has copied from a page. */
const DEEPEST = 4;

/** Reads a record: alone, or inside the message that carried it. */
export function readRecord(text: string): ReadRecord {
  return readText(text, { text, offset: undefined }, 0);
}

/** The text that a person sees, and the offset in it of the string that holds what is being read. */
interface Outer {
  readonly text: string;
  readonly offset: number | undefined;
}

function readText(text: string, outer: Outer, depth: number): ReadRecord {
  const errors: ParseError[] = [];
  let root: Node | undefined;
  try {
    root = parseTree(text, errors, { disallowComments: false, allowTrailingComma: true });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return broken(outer, 0, message('The JSON is nested too deeply.'));
  }
  const [first] = errors;
  if (first) return broken(outer, first.offset, describeJsonError(first.error));
  if (root?.type !== 'object') return noRecord(outer, root?.offset ?? 0);
  return readNode(root, text, outer, depth);
}

function readNode(root: Node, text: string, outer: Outer, depth: number): ReadRecord {
  for (const form of FORMS) {
    const context = memberOf(root, form.context);
    if (context?.type === 'object') return readForm(form, root, context, text, outer);
  }
  if (depth < DEEPEST) {
    for (const key of WRAPPERS) {
      const inner = memberOf(root, key);
      if (inner?.type === 'object') return readNode(inner, text, outer, depth + 1);
      const held = inner?.type === 'string' ? jsonIn(String(inner.value)) : undefined;
      if (inner && held !== undefined) {
        const offset = outer.offset ?? inner.offset;
        return readText(held, { ...outer, offset }, depth + 1);
      }
    }
  }
  return noRecord(outer, root.offset);
}

function readForm(form: Form, root: Node, context: Node, text: string, outer: Outer): ReadRecord {
  const urn = textAt(context, form.urn);
  const parsed = urn === undefined ? undefined : form.parse(urn);
  if (urn === undefined || !parsed) {
    const at = (memberOf(context, form.urn) ?? context).offset;
    return broken(
      outer,
      at,
      urn === undefined
        ? message('The record does not name its function: the field {0} is missing.', form.urn)
        : message('This record is of a service that FnDeck does not know: {0}', urn),
    );
  }
  const payload = memberOf(root, form.payload);
  if (!payload || payload.type === 'null') {
    const at = (payload ?? root).offset;
    return broken(outer, at, message('The record has no payload: the field {0} is missing.', form.payload));
  }
  const answer = memberOf(root, form.answer);
  const condition = textAt(context, 'condition') ?? '';
  const requestId = textAt(context, form.id);
  const hasError = answer !== undefined && (textAt(answer, form.error) ?? '') !== '';
  const { region, owner, group, name, qualifier } = parsed;
  return {
    kind: 'record',
    record: {
      fn: {
        ...{ family: form.family, urn, group, name },
        ...(region !== undefined && { region }),
        ...(owner !== undefined && { owner }),
        ...(qualifier !== undefined && { qualifier }),
      },
      ...(requestId !== undefined && requestId !== '' && { requestId }),
      condition,
      succeeded: !hasError && /^(success)?$/i.test(condition),
      // A tool that took the string for JSON has kept the characters of what stood in it.
      payload:
        payload.type === 'string'
          ? String(payload.value)
          : text.slice(payload.offset, payload.offset + payload.length),
    },
  };
}

/** The JSON that a string holds, as it is or in Base64; undefined where it holds none. */
function jsonIn(held: string): string | undefined {
  if (/^\s*\{/.test(held)) return held;
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(held)) return undefined;
  const decoded = Buffer.from(held, 'base64').toString('utf8');
  return /^\s*\{/.test(decoded) ? decoded : undefined;
}

/** The value of a member; of two with one name the last counts, as for most readers. */
function memberOf(node: Node, key: string): Node | undefined {
  return node.children?.findLast(({ children }) => children?.[0]?.value === key)?.children?.[1];
}

function textAt(node: Node, key: string): string | undefined {
  const found = memberOf(node, key);
  return found?.type === 'string' ? String(found.value) : undefined;
}

/**
 * Takes a function's ARN apart, of Function Compute 2.0 (`services/<service>.<qualifier>/functions/<name>`) or 3.0
 * (`functions/<name>/<qualifier>`). Region and account may be empty.
 */
function parseArn(arn: string): Omit<RecordedFunction, 'family' | 'urn'> | undefined {
  const match =
    /^acs:fc:([\w-]*):(\d*):(?:services\/([^/.\s]+)(?:\.([^/\s]+))?\/)?functions\/([^/\s]+)(?:\/([^/\s]+))?$/.exec(
      arn,
    );
  if (!match) return undefined;
  const [, region = '', owner = '', group, ofService, name = '', ofFunction] = match;
  const qualifier = ofService ?? ofFunction;
  return {
    ...(region !== '' && { region }),
    ...(owner !== '' && { owner }),
    group: group ?? '',
    name,
    ...(qualifier !== undefined && { qualifier }),
  };
}

function noRecord(outer: Outer, offset: number): ReadRecord {
  return broken(
    outer,
    offset,
    message(
      'This is no record of an event: neither {0} nor {1} is there.',
      'request_context',
      'requestContext',
    ),
  );
}

function broken({ text, offset }: Outer, at: number, reason: Message): ReadRecord {
  return { kind: 'broken', syntax: { ...placeOf(text, offset ?? at), reason } };
}
