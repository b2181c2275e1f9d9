import type { Connection, Secret } from '../../model/connection';
import type { Json } from '../../model/json';
import { message } from '../../model/message';
import type { Door } from '../door';
import { CloudError } from '../errors';
import { exchange, requestIdOf } from '../call/exchange';
import { parseJson } from '../call/fields';
import { secretPayload } from '../call/redaction';
import { withRepeats } from '../call/repeats';
import type { HttpResponse, Limits } from '../transport/request';
import type { Access } from './access';
import type { Endpoints } from './endpoints';
import { readErrorBody } from './errorBody';
import { aWebPage } from './explanations';
import { urlOf, type Operation } from './operation';
import { refusal } from './refusal';
import type { Explanation } from './refused';
import { isRejectedIdentity } from './signInRules';

/** Reads end after 30 s; the largest documented answer (a log query) has 10 MB. */
const READ: Limits = { connectMs: 10_000, totalMs: 30_000, maxBytes: 16 * 1024 * 1024 };

/** What a call may have otherwise than a read. */
export type CallOptions = Partial<Limits> & {
  /** Decides that an answer is none to throw for, though its status says so. */
  readonly accepts?: (response: HttpResponse) => boolean;
};

/** Carries operations out: authorises, sends, repeats what may be repeated, renews the token once. */
export class Calls {
  constructor(
    private readonly door: Door,
    private readonly connection: Connection,
    private readonly endpoints: Endpoints,
    private readonly access: Access,
    private readonly secret: Secret,
  ) {}

  /** The answer to an operation, whatever its body. */
  async send(operation: Operation, signal: AbortSignal, options: CallOptions = {}): Promise<HttpResponse> {
    if (operation.repeat === 'never') return this.once(operation, signal, options, (response) => response);
    return this.safely(operation, signal, options, (response) => response);
  }

  /** The JSON body of the answer to an operation; a CloudError of kind `protocol` where it has none. */
  async json(operation: Operation, signal: AbortSignal, options: CallOptions = {}): Promise<Json> {
    const read = (response: HttpResponse) => this.parsed(operation, response);
    if (operation.repeat === 'never') return this.once(operation, signal, options, read);
    return this.safely(operation, signal, options, read);
  }

  /** An error about an answer that arrived and cannot be used. */
  unusable(operation: Operation, response?: HttpResponse, why: Explanation = notUnderstood()): CloudError {
    const requestId = requestIdOf(response);
    return new CloudError({
      kind: 'protocol',
      service: this.connection.service,
      operation: operation.name,
      method: operation.method,
      path: operation.path,
      sent: 'answered',
      repeatable: false,
      ...why,
      ...(response && { status: response.status }),
      ...(requestId !== undefined && { requestId }),
    });
  }

  private safely<T>(
    operation: Operation,
    signal: AbortSignal,
    options: CallOptions,
    read: (response: HttpResponse) => T,
  ): Promise<T> {
    let renewed = false;
    return withRepeats(this.door, signal, async () => {
      try {
        return await this.once(operation, signal, options, read);
      } catch (error) {
        if (renewed || !isRejected(error) || !this.access.renewable) throw error;
        renewed = true;
        return await this.once(operation, signal, options, read);
      }
    });
  }

  private async once<T>(
    operation: Operation,
    signal: AbortSignal,
    { accepts = () => false, ...limits }: CallOptions,
    read: (response: HttpResponse) => T,
  ): Promise<T> {
    const { name, method, body } = operation;
    const url = urlOf(operation, this.endpoints);
    const own = { 'content-type': 'application/json', ...operation.headers };
    const authorised = await this.access.headers(operation, own, new URL(url).host, signal);
    // not signed, as in the official SDK: what a proxy may change must not be
    const headers = { accept: 'application/json', ...authorised };
    const request = { method, url, headers, ...(body !== undefined && { body }) };
    const caller = { service: this.connection.service, operation: name };
    return exchange(this.door, caller, request, { ...READ, ...limits }, signal, (response) => {
      if (isSuccess(response) || accepts(response)) return read(response);
      const error = this.refused(operation, response);
      if (isRejected(error)) this.access.refused(headers);
      throw error;
    });
  }

  private refused(operation: Operation, response: HttpResponse): CloudError {
    const { issued } = this.access;
    return refusal(response, {
      connection: this.connection,
      operation,
      now: this.door.now(),
      tokenProject: issued?.projectId,
      secrets: [
        ...secretTexts(this.secret),
        issued?.token ?? '',
        ...(operation.repeat === 'never' ? secretPayload(operation.body) : []),
      ],
    });
  }

  /** The JSON body of an answer; throws `unusable` where it has none. */
  parsed(operation: Operation, response: HttpResponse): Json {
    const body = parseJson(response.text);
    if (body !== undefined) return body;
    const { page } = readErrorBody(response.text);
    throw this.unusable(operation, response, page ? aWebPage(response.status) : notUnderstood());
  }
}

function notUnderstood(): Explanation {
  return {
    summary: message('The answer of the service was not understood.'),
    hint: message('Check the endpoint of the connection.'),
  };
}

function isSuccess({ status }: HttpResponse): boolean {
  return status >= 200 && status < 300;
}

function isRejected(error: unknown): boolean {
  if (!(error instanceof CloudError) || error.facts.operation === 'createToken') return false;
  const { status = 0, detail = '' } = error.facts;
  return isRejectedIdentity({ status, sentence: detail });
}

function secretTexts(secret: Secret): readonly string[] {
  switch (secret.kind) {
    case 'token':
      return [secret.token];
    case 'password':
      return [secret.password];
    case 'keys':
      return [secret.accessKeyId, secret.secretAccessKey];
    case 'temporaryKeys':
      return [secret.accessKeyId, secret.secretAccessKey, secret.securityToken];
  }
}
