import type { Connection } from '../../model/connection';
import { isObject } from '../../model/json';
import { message, type Message } from '../../model/message';
import { CloudError, type Sent } from '../errors';
import { requestIdOf } from '../call/exchange';
import { parseJson, textAt } from '../call/fields';
import { shortened, withoutSecrets } from '../call/redaction';
import { readRetryAfter } from '../call/repeats';
import type { HttpResponse } from '../transport/request';

/** The call that was refused. */
export interface RefusedCall {
  readonly action: string;
  readonly method: string;
  readonly path: string;
}

/** What is known besides the answer. */
export interface RefusalContext {
  readonly connection: Connection;
  /** Unix milliseconds. */
  readonly now: number;
  readonly secrets: readonly string[];
}

/**
 * An error answer, whichever of the casings it has; `sentence` is a web page's title where it is a page, and not yet
 * fit to be shown, since it may repeat the whole request.
 */
export interface ErrorBody {
  readonly code: string;
  readonly sentence: string;
  readonly requestId?: string;
  readonly page: boolean;
}

/** Reads `ErrorCode`, `errorCode`, `Code`, `code` and their companions, an XML error, or plain text. */
export function readErrorBody(text: string): ErrorBody {
  const body = parseJson(text);
  if (!isObject(body)) return readText(text);
  const first = (...keys: readonly string[]) =>
    keys.map((key) => textAt(body, key)).find((value) => value !== undefined);
  const requestId = first('RequestId', 'requestId');
  return {
    code: first('ErrorCode', 'errorCode', 'Code', 'code') ?? '',
    sentence: first('ErrorMessage', 'errorMessage', 'Message', 'message') ?? '',
    page: false,
    ...(requestId !== undefined && { requestId }),
  };
}

function readText(text: string): ErrorBody {
  const tag = (name: string) =>
    new RegExp(`<${name}[^>]*>([^<]*)</${name}>`, 'i').exec(text)?.[1]?.trim() ?? '';
  if (/^\s*(<\?xml[^>]*>\s*)?<Error>/.test(text))
    return { code: tag('Code'), sentence: tag('Message'), page: false };
  const page = /^\s*<(!doctype|html|head|body)/i.test(text);
  return {
    code: '',
    sentence: (page ? tag('title') : text).replace(/\s+/g, ' ').trim(),
    page,
  };
}

/** Turns an answer that is no success into the one error. */
export function refusal(response: HttpResponse, call: RefusedCall, context: RefusalContext): CloudError {
  const { connection, now, secrets } = context;
  const body = readErrorBody(response.text);
  const detail = shortened(withoutSecrets(body.sentence, secrets));
  const { status } = response;
  const { summary, hint } = explain({
    ...body,
    sentence: detail,
    status,
    call,
    connection,
    skewMs: skewOf(response, now),
  });
  const requestId = requestIdOf(response) ?? response.header('x-log-requestid') ?? body.requestId;
  const retryAfterMs = Number(response.header('x-acs-retry-after') ?? Number.NaN);
  return new CloudError({
    kind: body.code === 'EntityTooLarge' || status === 413 ? 'tooLarge' : 'service',
    service: connection.service,
    operation: call.action,
    method: call.method,
    path: call.path,
    status,
    sent: sentOf(status),
    repeatable:
      [429, 500, 502, 503, 504].includes(status) || /Throttling|ConcurrentUpdateError/.test(body.code),
    retryAfterMs: Number.isFinite(retryAfterMs)
      ? retryAfterMs
      : readRetryAfter(response.header('retry-after'), now),
    summary,
    ...(hint && { hint }),
    ...(body.code !== '' && { code: body.code }),
    ...(detail !== '' && { detail }),
    ...(requestId !== undefined && { requestId }),
  });
}

/** Whether what was refused may have run: a gateway that gives up waiting does not know. */
function sentOf(status: number): Sent {
  if (status === 408 || status === 502 || status === 504) return 'unknown';
  return status >= 500 ? 'answered' : 'no';
}

/** Local clock minus the service's, in milliseconds; 0 where the answer does not tell. */
export function skewOf(response: HttpResponse, now: number): number {
  const date = Date.parse(response.header('date') ?? '');
  return Number.isNaN(date) ? 0 : now - date;
}

/** Farther apart than this, a signature is refused for its date. */
const TOLERANCE_MS = 15 * 60_000;

interface Refused extends ErrorBody {
  readonly status: number;
  readonly call: RefusedCall;
  readonly connection: Connection;
  readonly skewMs: number;
}

interface Explanation {
  readonly summary: Message;
  readonly hint?: Message;
}

interface Rule {
  readonly applies: (refused: Refused) => boolean;
  readonly explain: (refused: Refused) => Explanation;
}

const RULES: readonly Rule[] = [
  {
    applies: ({ page }) => page,
    explain: ({ status }) => ({
      summary: message('The answer (HTTP {0}) is a web page, not an answer of the service.', status),
      hint: message('Check the endpoint of the connection; a proxy or a sign-in page may be in between.'),
    }),
  },
  {
    applies: ({ status, code, skewMs }) =>
      (status === 403 || /Time/.test(code)) && Math.abs(skewMs) > TOLERANCE_MS,
    explain: ({ skewMs }) => ({
      summary: message(
        'The clock of this computer is {0} minutes off.',
        Math.round(Math.abs(skewMs) / 60_000),
      ),
      hint: message('Set the clock; signed requests are accepted within 15 minutes.'),
    }),
  },
  {
    applies: ({ code, sentence }) =>
      /SecurityToken/i.test(code) || /security ?token.*(expired|invalid)/i.test(sentence),
    explain: () => ({
      summary: message('The temporary access key has expired, or its security token does not belong to it.'),
      hint: message('Edit the connection and enter new temporary keys; they must belong together.'),
    }),
  },
  {
    applies: ({ code }) => /^InvalidAccessKeyI[dD]/.test(code),
    explain: () => ({
      summary: message('The access key was not accepted.'),
      hint: message('Check the access key ID of the connection: it may be mistyped, disabled or deleted.'),
    }),
  },
  {
    applies: ({ code }) => /^SignatureNotMatch|^SignatureDoesNotMatch|^IncompleteSignature/.test(code),
    explain: () => ({
      summary: message('The signature was not accepted.'),
      hint: message('Check the access key secret of the connection.'),
    }),
  },
  {
    applies: ({ status, sentence }) =>
      status === 403 && /account/i.test(sentence) && !/authorized/i.test(sentence),
    explain: ({ connection }) => ({
      summary: message('The access key does not belong to account {0}.', connection.accountId ?? ''),
      hint: message('Correct the account ID of the connection.'),
    }),
  },
  {
    applies: ({ status }) => status === 403,
    explain: ({ sentence, call }) => ({
      summary: message('The service does not allow this.'),
      hint: message(
        'Ask the administrator of the account for the permission {0}.',
        ramAction(call.action, sentence),
      ),
    }),
  },
  {
    applies: ({ code }) => code === 'ServiceNotFound',
    explain: ({ connection }) => ({
      summary: message('The service of the function does not exist in {0}.', connection.region),
      hint: message('It may have been deleted or renamed: refresh the list.'),
    }),
  },
  {
    applies: ({ code }) => code === 'FunctionNotFound',
    explain: ({ connection }) => ({
      summary: message('The function does not exist in {0}.', connection.region),
      hint: message('It may have been deleted or renamed: refresh the list.'),
    }),
  },
  {
    applies: ({ code }) => code === 'AliasNotFound' || code === 'VersionNotFound',
    explain: () => ({
      summary: message('The function has no such version or alias.'),
      hint: message('It may have been deleted: refresh the list.'),
    }),
  },
  {
    applies: ({ code }) => code === 'InvalidDestinationResources',
    explain: () => ({ summary: message('The service does not accept a destination of the configuration.') }),
  },
  {
    applies: ({ status, code }) => status === 413 || code === 'EntityTooLarge',
    explain: () => ({ summary: message('The request is larger than the service allows.') }),
  },
  {
    applies: ({ status, code }) => status === 429 || /Throttl/.test(code),
    explain: () => ({
      summary: message('The service limits the number of requests.'),
      hint: message('Wait a moment and try again.'),
    }),
  },
  {
    applies: ({ status }) => status === 404,
    explain: () => ({ summary: message('The service does not find what was asked for.') }),
  },
  {
    applies: ({ status }) => status >= 500,
    explain: ({ status }) => ({
      summary: message('The service has a problem of its own (HTTP {0}).', status),
      hint: message('Try again later.'),
    }),
  },
];

function explain(refused: Refused): Explanation {
  const rule = RULES.find(({ applies }) => applies(refused));
  return (
    rule?.explain(refused) ?? {
      summary: message('The service refused the request (HTTP {0}).', refused.status),
    }
  );
}

/** The RAM action that is missing: the one that the service names, else the call's own (RAM pages name 2.0's calls). */
function ramAction(action: string, sentence: string): string {
  const named = /\b(?:fc|log|ram|mns):[A-Za-z]+\b/.exec(sentence)?.[0];
  const documented = /^(Put|Get|Delete|List)AsyncInvokeConfigs?$/.test(action)
    ? action.replace('AsyncInvokeConfig', 'FunctionAsyncInvokeConfig')
    : action.replace('AsyncTask', 'StatefulAsyncInvocation');
  return named ?? (action === 'GetLogs' ? 'log:GetLogStoreLogs' : `fc:${documented}`);
}
