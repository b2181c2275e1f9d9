import { json, type Response } from '../exchange';

/** The service says no: status and code as its error table has them. Thrown by handlers, answered by the surface. */
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

/** The error body of FunctionGraph, LTS and newer IAM calls; a gateway's (`APIGW.`) names the request too. */
export function refused({ status, code, detail }: Refusal, requestId: string): Response {
  const body = { error_code: code, error_msg: detail };
  return json(status, code.startsWith('APIGW.') ? { ...body, request_id: requestId } : body);
}

/** A status with its generic code, the status with a prefix (error code table of the API reference). */
export function generic(status: number, detail: string): Refusal {
  return new Refusal(status, `FSS.0${status}`, detail);
}

/** Codes of the FunctionGraph error table (`appendix/error_codes.rst`) that the sandbox uses. */
export const refuse = {
  badParameter: (detail: string) => new Refusal(400, 'FSS.0400', detail),
  badQuery: (detail: string) => new Refusal(400, 'FSS.1001', detail),
  badUrn: () => new Refusal(400, 'FSS.1309', 'Invalid function urn'),
  wrongProject: () => new Refusal(403, 'FSS.0403', 'namespace and token mismatch'),
  notFound: (detail: string) => new Refusal(404, 'FSS.0404', detail),
  noFunction: () => new Refusal(404, 'FSS.1051', 'Not found the function'),
  noVersion: () => new Refusal(404, 'FSS.1052', 'Not found the function version'),
  noAlias: () => new Refusal(404, 'FSS.1053', 'Not found the function alias'),
  tooManyTestEvents: () => new Refusal(403, 'FSS.1068', 'The number of test events exceeds the limit'),
  testEventTooLarge: () => new Refusal(403, 'FSS.1069', 'The test event is larger than 4 KB'),
  noTestEvent: () => new Refusal(404, 'FSS.1070', 'Not found the test event'),
  testEventExists: () => new Refusal(403, 'FSS.1073', 'The test event already exists'),
  badTestEvent: (detail: string) => new Refusal(400, 'FSS.1074', detail),
  notAcceptable: (detail: string) => new Refusal(406, 'FSS.0406', detail),
  tooLarge: () => new Refusal(413, 'FSS.0413', 'Request entity too large'),
  disabled: () => new Refusal(429, 'FSS.0429', 'Function Disabled'),
  internal: () => new Refusal(500, 'FSS.0500', 'Internal Server Error'),
  gatewayTimeout: () => new Refusal(504, 'APIGW.0203', 'Backend timeout.'),
};
