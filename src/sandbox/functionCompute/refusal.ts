import { json, type Response } from '../exchange';
import type { Api } from './api';

/** The service says no: status and code as its error tables have them. Thrown by handlers, answered by the surface. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
  ) {
    super(`${status} ${code}: ${detail}`);
  }
}

/** The error body of an API: each has its own casing, and only the newer one repeats the request's id. */
export function refused({ status, code, detail }: Refusal, api: Api, requestId: string): Response {
  switch (api) {
    case '2016-08-15':
      return json(status, { ErrorCode: code, ErrorMessage: detail });
    case '2023-03-30':
      return json(status, { RequestId: requestId, Code: code, Message: detail });
    case 'log':
      return json(status, { errorCode: code, errorMessage: detail });
  }
}

/** The code that a bare status has (error code pages). */
export function generic(status: number, detail: string): Refusal {
  return new Refusal(
    status,
    GENERIC[status] ?? (status < 500 ? 'InvalidArgument' : 'InternalServerError'),
    detail,
  );
}

const GENERIC: Readonly<Record<number, string>> = {
  400: 'InvalidArgument',
  401: 'AccessDenied',
  403: 'AccessDenied',
  404: 'FunctionNotFound',
  429: 'ResourceExhausted',
  503: 'ResourceThrottled',
};

/** Codes and texts of the error code pages; where they give no text it is ours. */
export const refuse = {
  badArgument: (detail: string) => new Refusal(400, 'InvalidArgument', detail),
  missingHeader: (name: string) =>
    new Refusal(400, 'MissingRequiredHeader', `required HTTP header ${name} was not specified`),
  notSupported: (method: string, path: string) =>
    new Refusal(400, 'PathNotSupported', `'${method}' against '${path}' is not supported`),
  tooLarge: (bytes: number) =>
    new Refusal(400, 'EntityTooLarge', `payload size exceeds maximum allowed size (${bytes} bytes)`),
  badDestination: (why: string) =>
    new Refusal(400, 'InvalidDestinationResources', `The destination resource is invalid: ${why}`),
  denied: (detail: string) => new Refusal(403, 'AccessDenied', detail),
  badSignature: () =>
    new Refusal(
      403,
      'SignatureNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your access key and signing method',
    ),
  unknownKey: (id: string) => new Refusal(403, 'InvalidAccessKeyID', `invalid access key ID '${id}'`),
  noService: (name: string) => new Refusal(404, 'ServiceNotFound', `service '${name}' does not exist`),
  noFunction2: (service: string, name: string) =>
    new Refusal(404, 'FunctionNotFound', `function '${name}' does not exist in service '${service}'`),
  noFunction3: (name: string) => new Refusal(404, 'FunctionNotFound', `function '${name}' does not exist.`),
  noAlias: (alias: string, owner: string) =>
    new Refusal(404, 'AliasNotFound', `alias '${alias}' of ${owner} does not exist`),
  noVersion: (version: string, owner: string) =>
    new Refusal(404, 'VersionNotFound', `version '${version}' of ${owner} does not exist`),
  noConfig: (name: string) =>
    new Refusal(404, 'AsyncConfigNotExists', `async config for function '${name}' does not exist`),
  noTask: (id: string) => new Refusal(404, 'AsyncTaskNotFound', `async task '${id}' does not exist`),
  taskExists: (id: string) => new Refusal(409, 'AsyncTaskAlreadyExists', `async task '${id}' already exists`),
  disabled: () => new Refusal(429, 'ResourceExhausted', 'the concurrency limit of the function is 0'),
};
