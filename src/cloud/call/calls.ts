import { Buffer } from 'node:buffer';
import type { Connection } from '../../model/connection';
import { isObject, type Json } from '../../model/json';
import { message } from '../../model/message';
import type { Door } from '../door';
import { CloudError, type CloudErrorFacts } from '../errors';
import type { HttpResponse, Limits } from '../transport/request';
import { pathOf, requestOf, type ApiCall, type Signer } from './apiCall';
import { exchange } from './exchange';
import { errorIn, isWebPage } from './errorBody';
import { parseJson, present } from './fields';
import { shortened, withoutSecrets } from './redaction';
import { aWebPage, refusal, type Explanation, type RefusalTable } from './refusal';
import { withRepeats } from './repeats';
import { requestIdOf } from './requestId';

/** Reads end after 30 s; the largest documented answer (a log query) has 10 MB. */
const READ: Limits = { connectMs: 10_000, totalMs: 30_000, maxBytes: 16 * 1024 * 1024 };

/** Carries calls out, whatever the service: signs, sends, repeats what may be repeated, explains what is refused. */
export class Calls {
  constructor(
    private readonly door: Door,
    private readonly connection: Connection,
    private readonly signer: Signer,
    private readonly refusals: RefusalTable,
  ) {}

  /** The answer to a call, whatever its body. Throws a CloudError only. */
  send(call: ApiCall, signal: AbortSignal): Promise<HttpResponse> {
    return this.ask(call, signal, (response) => response);
  }

  /** The JSON body of the answer to a call; a CloudError of kind `protocol` where it has none. */
  json(call: ApiCall, signal: AbortSignal): Promise<Json> {
    return this.ask(call, signal, (response) => this.parsed(call, response));
  }

  /**
   * The JSON body of the answer to a call for a list: one that has any of these names, or nothing at all. A CloudError of
   * kind `protocol` for any other, which must not pass for a list without rows.
   */
  async list(call: ApiCall, signal: AbortSignal, ...names: readonly string[]): Promise<Json> {
    const body = await this.json(call, signal);
    const isList = isObject(body) && (isEmpty(body) || names.some((name) => Object.hasOwn(body, name)));
    if (isList) return body;
    throw this.unusable(call);
  }

  /** What `read` makes of the answer to a call; where it throws, the answer was not understood. */
  async ask<T>(call: ApiCall, signal: AbortSignal, read: (response: HttpResponse) => T): Promise<T> {
    this.checkSize(call);
    if (call.repeat === 'never') return this.once(call, signal, read);
    let renewed = false;
    return withRepeats(this.door, signal, async () => {
      let renewable = false;
      try {
        return await this.once(call, signal, read, (fresh) => (renewable = fresh));
      } catch (error) {
        if (renewed || !renewable) throw error;
        renewed = true;
        return await this.once(call, signal, read);
      }
    });
  }

  /** The JSON body of an answer; throws `unusable` where it has none, or where it says of a read that it failed. */
  parsed(call: ApiCall, response: HttpResponse): Json {
    const { status, text } = response;
    const body = parseJson(text);
    if (body === undefined)
      throw this.unusable(call, response, isWebPage(text) ? aWebPage(status) : undefined);
    // What repeats something that was sent is not shown.
    const error = call.body === undefined ? errorIn(body, this.refusals.code) : undefined;
    if (!error) return body;
    const [code, detail] = [error.code, error.sentence].map((said) =>
      shortened(withoutSecrets(said, this.signer.secrets())),
    );
    throw this.unusable(call, response, { ...failedAllTheSame(status), ...present({ code, detail }) });
  }

  /** An error about an answer that arrived and cannot be used. */
  unusable(call: ApiCall, response?: HttpResponse, why: Unusable = notUnderstood()): CloudError {
    return new CloudError({
      kind: 'protocol',
      service: this.connection.service,
      operation: call.operation,
      method: call.method,
      path: pathOf(call),
      sent: 'answered',
      repeatable: false,
      ...why,
      ...present({ status: response?.status, requestId: requestIdOf(response, call.body) }),
    });
  }

  private checkSize({ operation, body = '', mostSent = Infinity }: ApiCall): void {
    const bytes = mostSent === Infinity ? 0 : Buffer.byteLength(body);
    if (bytes <= mostSent) return;
    throw new CloudError({
      kind: 'tooLarge',
      service: this.connection.service,
      operation,
      sent: 'no',
      repeatable: false,
      summary: message('The event has {0} bytes; the limit is {1}.', bytes, mostSent),
    });
  }

  private async once<T>(
    call: ApiCall,
    signal: AbortSignal,
    read: (response: HttpResponse) => T,
    onRejected: (renewable: boolean) => void = () => undefined,
  ): Promise<T> {
    const { service } = this.connection;
    const request = requestOf(call, service);
    const signed = await this.signer.headers(call, new URL(request.url).host, signal);
    // not signed, as in the official SDKs: what a proxy may change must not be
    const sent = { ...request, headers: { accept: 'application/json', ...signed } };
    const limits = { ...READ, ...call.limits };
    try {
      return await exchange(this.door, { service, call }, sent, limits, signal, (response) => {
        if (isSuccess(response) || call.accepts?.(response) === true) return this.read(call, response, read);
        const refused = this.explain(call, response);
        if (refused.rejected) onRejected(this.signer.refused(signed));
        throw refused.error;
      });
    } catch (error) {
      throw call.event === true ? mayHaveRun(error) : error;
    }
  }

  private explain(call: ApiCall, response: HttpResponse) {
    return refusal(response, call, this.refusals, {
      connection: this.connection,
      now: this.door.now(),
      tokenProject: this.signer.project(),
      secrets: this.signer.secrets(),
    });
  }

  private read<T>(call: ApiCall, response: HttpResponse, read: (response: HttpResponse) => T): T {
    try {
      return read(response);
    } catch (error) {
      throw error instanceof CloudError ? error : this.unusable(call, response);
    }
  }
}

/** Says so where it is not known whether a function ran, unless more is known about why. */
function mayHaveRun(error: unknown): unknown {
  if (!(error instanceof CloudError) || error.facts.sent !== 'unknown') return error;
  if (error.facts.kind === 'service' && error.facts.hint) return error;
  const hint = message(
    'The request was already sent, so the function may have run. FnDeck won’t send it again.',
  );
  return new CloudError({ ...error.facts, hint }, { cause: error.cause });
}

/** Why an answer cannot be used, with what it says itself. */
type Unusable = Explanation & Pick<CloudErrorFacts, 'code' | 'detail'>;

function failedAllTheSame(status: number): Explanation {
  return {
    summary: message(
      'The response says that something failed, though its status is a success (HTTP {0}).',
      status,
    ),
    hint: message(
      'Something between here and the service may have answered in its place. Check the endpoint of the connection, and try again.',
    ),
  };
}

function notUnderstood(): Explanation {
  return {
    summary: message('The response of the service was not understood.'),
    hint: message('Check the endpoint of the connection.'),
  };
}

function isEmpty(body: object): boolean {
  return Object.keys(body).length === 0;
}

function isSuccess({ status }: HttpResponse): boolean {
  return status >= 200 && status < 300;
}
