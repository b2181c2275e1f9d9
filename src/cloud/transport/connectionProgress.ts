import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** Node announces each request here as soon as it has a socket, connected or not. */
const REQUEST = 'http.client.request.start';
/** And here as soon as the head of its answer has come. */
const ANSWER = 'http.client.response.finish';

/**
 * `proxyAnswered`: the answer is the proxy's own. It did not let the request through, which looks like any answer
 * but that it came without encryption.
 */
type Reached = 'connecting' | 'connected' | 'proxyAnswered';

/** What is looked at of a request that Node announces. */
interface Announced {
  readonly request: { readonly protocol: string; readonly socket: Connecting | null };
}

/** And of an answer. */
interface Answered extends Announced {
  readonly response: { readonly socket: Connecting | null };
}

interface Connecting {
  readonly connecting: boolean;
  /** There in a TLS socket only. */
  readonly encrypted?: true;
  /** False once the TLS handshake is over. */
  readonly secureConnecting?: boolean;
  once(event: 'connect' | 'secureConnect', listener: () => void): unknown;
}

/**
 * Runs what sends one HTTP request and tells when that request waits for its connection, when it has it, and when a
 * proxy answers instead of the server.
 * node-fetch hides the request and its socket; an agent of our own would show them but takes the request out of
 * VS Code's proxy settings. Where Node announces nothing, nothing is told and the result is the same.
 */
export async function watchConnection<T>(
  run: () => Promise<T>,
  reached: (progress: Reached) => void,
): Promise<T> {
  const own = new AsyncLocalStorage<true>();
  const onStart = (announced: unknown) => {
    if (own.getStore() !== true) return;
    const { socket } = (announced as Announced).request;
    if (!socket) return;
    const secure = socket.encrypted === true;
    if (secure ? socket.secureConnecting === false : !socket.connecting) return reached('connected');
    reached('connecting');
    socket.once(secure ? 'secureConnect' : 'connect', () => reached('connected'));
  };
  const onAnswer = (announced: unknown) => {
    if (own.getStore() !== true) return;
    const { request, response } = announced as Answered;
    if (request.protocol === 'https:' && response.socket && response.socket.encrypted !== true)
      reached('proxyAnswered');
  };
  subscribe(REQUEST, onStart);
  subscribe(ANSWER, onAnswer);
  try {
    return await own.run(true, run);
  } finally {
    unsubscribe(REQUEST, onStart);
    unsubscribe(ANSWER, onAnswer);
    own.disable();
  }
}
