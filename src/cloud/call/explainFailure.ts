import { message, type Message } from '../../model/message';
import type { ServiceId } from '../../model/service';
import { CloudError, type CloudErrorKind } from '../errors';
import type { Limits } from '../transport/request';
import { pathOf, type ApiCall } from './apiCall';
import { repeats } from './redaction';
import { requestIdOf } from './requestId';
import { present } from './fields';
import type { FailureKind, TransportFailure } from '../transport/transportFailure';

/** The request that failed. */
interface FailedRequest {
  readonly service: ServiceId;
  readonly call: ApiCall;
  readonly url: string;
  readonly limits: Limits;
}

interface Explanation {
  readonly kind: CloudErrorKind;
  readonly repeatable: boolean;
  readonly summary: Message;
  readonly hint?: Message;
}

/** Failures that tell what somebody on the way has answered, not what this computer has seen. */
const ANSWERS: readonly FailureKind[] = ['redirect', 'proxy'];

/** Puts a missing answer into words: what happened on the way, and what a person can do about it. */
export function explainFailure(failure: TransportFailure, request: FailedRequest): CloudError {
  const { service, call, url, limits } = request;
  const { hostname, host } = new URL(url);
  const isPrivate = call.body !== undefined && ANSWERS.includes(failure.kind);
  return new CloudError(
    {
      ...explain(failure, hostname, host, limits),
      service,
      operation: call.operation,
      method: call.method,
      path: pathOf(call),
      sent: failure.sent,
      ...present({
        detail:
          isPrivate && call.event && repeats(failure.message, call.body ?? '') ? undefined : failure.message,
        status: failure.head?.status,
        requestId: requestIdOf(failure.head, call.body),
        detailIsPrivate: isPrivate ? (true as const) : undefined,
      }),
    },
    isPrivate ? {} : { cause: failure },
  );
}

function explain(failure: TransportFailure, hostname: string, host: string, limits: Limits): Explanation {
  const network = { kind: 'network', repeatable: false } as const;
  const explanations: Readonly<Record<FailureKind, () => Explanation>> = {
    cancelled: () => ({ kind: 'cancelled', repeatable: true, summary: message('Cancelled.') }),
    timeout: () => ({
      kind: 'timeout',
      repeatable: true,
      summary: message('{0} did not answer within {1} seconds.', hostname, seconds(limits.totalMs)),
      hint: message('Check the network and the proxy settings (http.proxy).'),
    }),
    connectTimeout: () => ({
      ...network,
      repeatable: true,
      summary: message('No connection to {0} within {1} seconds.', host, seconds(limits.connectMs)),
      hint: message('Check the network, the proxy settings (http.proxy) and the endpoint of the connection.'),
    }),
    hostNotFound: () => ({
      ...network,
      summary: message('There is no host {0}.', hostname),
      hint: message('Check the region and the endpoint of the connection, and the network.'),
    }),
    nameServer: () => ({
      ...network,
      repeatable: true,
      summary: message('The name {0} could not be looked up.', hostname),
      hint: message('Check the region and the endpoint of the connection, and the network.'),
    }),
    refused: () => ({
      ...network,
      repeatable: true,
      summary: message('{0} refused the connection.', host),
      hint: message('Check the network and the endpoint of the connection.'),
    }),
    tls: () => ({
      ...network,
      summary: message('The certificate of {0} is not trusted, or no secure connection is possible.', host),
      hint: message(
        'If your network uses its own certificate authority, add it to the system’s certificates or to NODE_EXTRA_CA_CERTS.',
      ),
    }),
    proxy: () => ({
      ...network,
      summary:
        failure.head?.status === 407
          ? message('The proxy requires authentication.')
          : message('The proxy did not let the request through to {0}.', host),
      hint: message('Check the setting http.proxy and the proxy’s user name and password.'),
    }),
    broken: () => ({
      ...network,
      repeatable: true,
      summary: message('The connection to {0} was lost.', host),
      hint: message('Check the network and the proxy settings (http.proxy).'),
    }),
    redirect: () => ({
      kind: 'protocol',
      repeatable: false,
      summary: message('{0} redirects to another address. FnDeck does not follow it.', host),
      hint: message('Check the endpoint of the connection; a sign-in page may be in between.'),
    }),
    tooLarge: () => ({
      kind: 'tooLarge',
      repeatable: false,
      summary: message('The response is larger than {0} MB.', Math.round(limits.maxBytes / 1024 / 1024)),
      hint: message('FnDeck has stopped reading it. Check the endpoint of the connection.'),
    }),
    insecure: () => ({
      kind: 'configuration',
      repeatable: false,
      summary: message('{0} may not be used: only https endpoints are allowed.', host),
      hint: message('Change the endpoint of the connection.'),
    }),
    unsendable: () => ({
      kind: 'configuration',
      repeatable: false,
      summary: message('The credentials of the connection contain a character that cannot be sent.'),
      hint: message('Enter them again; a line break may have been copied along.'),
    }),
  };
  return explanations[failure.kind]();
}

function seconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}
