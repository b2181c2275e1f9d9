import { isObject, member, type Json, type JsonObject } from '../../model/json';
import { parseJson, textAt } from './fields';

/** Whether a body is one that a browser would show. */
export function isWebPage(text: string): boolean {
  return /^\s*<(!doctype|html|head|body)/i.test(text);
}

/** What an error answer says, whoever wrote it; not yet fit to be shown, since it may repeat the whole request. */
interface ErrorBody {
  readonly code: string | undefined;
  readonly sentence: string | undefined;
  readonly requestId: string | undefined;
  readonly page: boolean;
}

const CODE = ['error_code', 'ErrorCode', 'errorCode', 'Code', 'code'];
const SENTENCE = ['error_msg', 'ErrorMessage', 'errorMessage', 'Message', 'message', 'title'];
const REQUEST_ID = ['request_id', 'RequestId', 'requestId'];

/**
 * Reads an error body: the spellings of both clouds and their gateways, keystone's `error` object, an XML error. What
 * is neither is kept as text, a web page as its title.
 */
export function readErrorBody(text: string): ErrorBody {
  const parsed = parseJson(text);
  return isObject(parsed) ? readObject(parsed) : readText(text);
}

function readObject(parsed: JsonObject): ErrorBody {
  const inner = member(parsed, 'error');
  const first = (keys: readonly string[]) =>
    [inner, parsed].flatMap((source) => keys.flatMap((key) => textAt(source, key) ?? []))[0];
  return { code: first(CODE), sentence: first(SENTENCE), requestId: first(REQUEST_ID), page: false };
}

function readText(text: string): ErrorBody {
  const tag = (name: string) =>
    new RegExp(`<${name}[^>]*>([^<]*)</${name}>`, 'i').exec(text)?.[1]?.trim() ?? '';
  if (/^\s*(<\?xml[^>]*>\s*)?<Error>/.test(text)) {
    return {
      code: tag('Code') || undefined,
      sentence: tag('Message'),
      requestId: tag('RequestId'),
      page: false,
    };
  }
  const page = isWebPage(text);
  const sentence = (page ? tag('title') : text).replace(/\s+/g, ' ').trim();
  return { code: undefined, sentence, requestId: undefined, page };
}

/**
 * What a body that came with a status of success says of an error all the same: a code of the service's form, and a
 * sentence. Undefined where it says none.
 */
export function errorIn(
  body: Json,
  form: RegExp,
): { readonly code: string; readonly sentence: string } | undefined {
  if (!isObject(body)) return undefined;
  const { code, sentence } = readObject(body);
  return code !== undefined && sentence !== undefined && form.test(code) ? { code, sentence } : undefined;
}
