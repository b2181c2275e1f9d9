import { isObject, member } from '../../model/json';
import { parseJson, textAt } from '../call/fields';

/** What an error answer says, whoever wrote it; not yet fit to be shown, since it may repeat the whole request. */
export interface ErrorBody {
  /** `FSS.1051`, `APIGW.0301`, `IAM.0067`, `LTS.0009`; undefined where the writer has no codes. */
  readonly code?: string;
  readonly sentence?: string;
  readonly requestId?: string;
  /** The body is a web page: something other than the service answered. */
  readonly page: boolean;
}

/**
 * Reads an error body: FunctionGraph's and LTS's, the gateway's (with a request id), keystone's `error` object,
 * IAM's newer one. What is neither is kept as text, a web page as its title.
 */
export function readErrorBody(text: string): ErrorBody {
  const parsed = parseJson(text);
  if (!isObject(parsed)) return readText(text);
  const inner = member(parsed, 'error');
  const source = isObject(inner) ? inner : parsed;
  const code =
    textAt(source, 'error_code') ?? textAt(source, 'code') ?? textAt(parsed, 'error_code') ?? undefined;
  const sentence =
    textAt(source, 'error_msg') ??
    textAt(source, 'message') ??
    textAt(source, 'title') ??
    textAt(parsed, 'error_msg');
  const requestId = textAt(parsed, 'request_id');
  return {
    page: false,
    ...(code !== undefined && { code }),
    ...(sentence !== undefined && { sentence }),
    ...(requestId !== undefined && { requestId }),
  };
}

function readText(text: string): ErrorBody {
  const page = /^\s*(<!doctype html|<html|<head|<body)/i.test(text);
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(text)?.[1];
  const sentence = page ? (title ?? '') : text;
  const flat = sentence.replace(/\s+/g, ' ').trim();
  return { page, ...(flat !== '' && { sentence: flat }) };
}
