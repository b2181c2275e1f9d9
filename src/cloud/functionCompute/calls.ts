import { randomUUID } from 'node:crypto';
import type { Connection } from '../../model/connection';
import type { Json } from '../../model/json';
import { message } from '../../model/message';
import type { Door } from '../door';
import { CloudError } from '../errors';
import { exchange, requestIdOf } from '../call/exchange';
import { parseJson } from '../call/fields';
import { secretPayload } from '../call/redaction';
import { withRepeats } from '../call/repeats';
import type { HttpRequest, HttpResponse, Limits } from '../transport/request';
import type { Credentials } from './credentials';
import type { Call, Dialect } from './dialect';
import type { Endpoints } from './endpoints';
import { refusal, type RefusedCall } from './refusal';
import { signedLogQuery, signedRequest, type SigningContext } from './signedRequest';

/** Reads end after 30 s. */
const READ: Limits = { connectMs: 10_000, totalMs: 30_000, maxBytes: 16 * 1024 * 1024 };

/** Where a function's log lines are kept. */
export interface LogPlace {
  readonly project: string;
  readonly logstore: string;
}

/** Carries calls out: signs, sends, repeats what may be repeated. */
export class Calls {
  constructor(
    private readonly door: Door,
    private readonly connection: Connection,
    private readonly endpoints: Endpoints,
    private readonly credentials: Credentials,
    private readonly dialect: Dialect,
  ) {}

  /** The answer to a call that may safely be sent twice. */
  safely(call: Call, signal: AbortSignal, body?: string): Promise<HttpResponse> {
    return withRepeats(this.door, signal, () => this.once(call, signal, body));
  }

  /** The JSON body of such an answer; a CloudError of kind `protocol` where it has none. */
  async json(call: Call, signal: AbortSignal): Promise<Json> {
    const response = await this.safely(call, signal);
    return this.parsed(call, response);
  }

  /** The answer to a call that is sent once, whatever happens. */
  once(call: Call, signal: AbortSignal, body?: string, limits: Partial<Limits> = {}): Promise<HttpResponse> {
    const request = signedRequest(this.dialect, call, body, this.context());
    return this.send(
      request,
      { ...call, path: `/${this.dialect.version}/${call.path.join('/')}` },
      signal,
      limits,
    );
  }

  /** The rows of a log query, and whether the service has looked through all of the time asked for. */
  queryLog(
    place: LogPlace,
    query: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<{ readonly rows: Json; readonly complete: boolean }> {
    const call = { action: 'GetLogs', method: 'GET', path: `/logstores/${place.logstore}` } as const;
    return withRepeats(this.door, signal, async () => {
      const request = signedLogQuery(place, query, this.context());
      const response = await this.send(request, call, signal, {});
      return {
        rows: this.parsed(call, response),
        complete: response.header('x-log-progress') !== 'Incomplete',
      };
    });
  }

  private send(
    request: HttpRequest,
    call: RefusedCall,
    signal: AbortSignal,
    limits: Partial<Limits>,
  ): Promise<HttpResponse> {
    const caller = { service: this.connection.service, operation: call.action };
    return exchange(this.door, caller, request, { ...READ, ...limits }, signal, (response) => {
      if (response.status < 200 || response.status >= 300) {
        throw refusal(response, call, {
          connection: this.connection,
          now: this.door.now(),
          secrets: [
            this.credentials.key.id,
            this.credentials.key.secret,
            this.credentials.securityToken ?? '',
            ...(request.method === 'POST' ? secretPayload(request.body) : []),
          ],
        });
      }
      return response;
    });
  }

  private context(): SigningContext {
    return {
      endpoints: this.endpoints,
      credentials: this.credentials,
      accountId: this.connection.accountId,
      now: this.door.now(),
      nonce: randomUUID(),
    };
  }

  private parsed(
    { action, method }: { readonly action: string; readonly method: string },
    response: HttpResponse,
  ): Json {
    const body = parseJson(response.text);
    if (body !== undefined) return body;
    const requestId = requestIdOf(response);
    throw new CloudError({
      kind: 'protocol',
      service: this.connection.service,
      operation: action,
      method,
      sent: 'answered',
      status: response.status,
      repeatable: false,
      summary: message('The answer of the service was not understood.'),
      hint: message('Check the endpoint of the connection.'),
      ...(requestId !== undefined && { requestId }),
    });
  }
}
