import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { readBody } from './body';
import type { MovableClock } from './clock';
import { json, plainRequestId, type RequestHead, type Response, type Surface } from './exchange';
import { answerWith, type Answer } from './faultyAnswer';
import { answerNotHttp } from './notHttp';
import type { Faults } from './faults';
import type { RequestLog } from './requestLog';
import { refuseStrangers } from './strangers';

/** The services behind one port, and what goes wrong with them. Surfaces are asked in order; the first that knows a request's operation answers it. */
interface ServerParts {
  readonly surfaces: readonly Surface[];
  /** Operations of this surface (tests' controls) meet no faults, no latency, and are not logged. */
  readonly control: Surface;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly clock: MovableClock;
  /** Added to each answer, in milliseconds. */
  readonly latencyMs: number;
  /** Called with what should never happen, for the sandbox's own error output. */
  readonly onDefect: (error: unknown) => void;
}

interface RunningServer {
  readonly origin: string;
  /** Stops listening and drops all connections. */
  close(): Promise<void>;
}

/** Longer than any client keeps a connection: an idle socket closed by us would look like a lost request. */
const KEEP_ALIVE_MS = 120_000;

/**
 * Listens on 127.0.0.1 (port 0: any free one). It runs code, so it answers only requests that address it by its
 * own name and that no web page of another origin has sent.
 */
export async function listen(port: number, parts: ServerParts): Promise<RunningServer> {
  const pending = new WeakMap<Duplex, ServerResponse>();
  const respond = (answer: typeof answerTo) => (incoming: IncomingMessage, outgoing: ServerResponse) => {
    pending.set(incoming.socket, outgoing);
    handle(incoming, outgoing, parts, answer).catch((error: unknown) => {
      // A client that goes away while it sends is no defect.
      if (!incoming.destroyed || incoming.complete) parts.onDefect(error);
      outgoing.destroy();
    });
  };
  // Without a Host header a request is a stranger's, and is told so.
  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0, requireHostHeader: false },
    respond(answerTo),
  );
  server.on('checkExpectation', respond(refuseExpectation));
  answerNotHttp(server, {
    refuse: (head, status, detail) => refusalOf(parts, head, status, detail).response,
    pending: (socket) => pending.get(socket),
    onRefused: (head, status) => note(parts, head, 'refused', status, performance.now()),
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new Error(inUse(port), { cause: error }) : error),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function inUse(port: number): string {
  return (
    `Port ${port} is in use by another program, maybe another sandbox (EADDRINUSE). ` +
    'Stop that one, or name another port with --port; 0 takes any free one.'
  );
}

async function handle(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  parts: ServerParts,
  answerOf: typeof answerTo,
): Promise<void> {
  const started = performance.now();
  const head = headOf(incoming);
  const answer = await answerOf(head, incoming, parts);
  const status = await send(outgoing, head, answer, parts.clock);
  if (answer.logged) note(parts, head, answer.operation, status, started);
}

/** Puts a request into the log; `started` is of `performance.now()`. */
function note(
  { log, clock }: ServerParts,
  { id, method, path }: RequestHead,
  operation: string,
  status: number,
  started: number,
): void {
  const ms = Math.round(performance.now() - started);
  log.add({ id, at: new Date(clock.now()).toISOString(), method, path, operation, status, ms });
}

/** The refusal of what cannot be carried out, by the surface that it addresses, else as the gateway words it. */
function refusalOf(
  { surfaces, control }: ServerParts,
  head: RequestHead,
  status: number,
  detail: string,
): { readonly response: Response; readonly requestId: ReturnType<Surface['requestId']> } {
  const surface = [control, ...surfaces].find((each) => each.operation(head) !== undefined);
  if (surface) return { response: surface.failure(head, status, detail), requestId: surface.requestId(head) };
  const body = { error_code: 'APIGW.0201', error_msg: detail, request_id: head.id };
  return { response: json(status, body), requestId: plainRequestId(head) };
}

/** The answer to an `Expect` that nobody can meet; Node.js itself sees to `100-continue`. */
function refuseExpectation(
  head: RequestHead,
  incoming: IncomingMessage,
  parts: ServerParts,
): Promise<Answered> {
  const stranger = refuseStrangers(head, incoming.socket.localPort ?? 0);
  const { response, requestId } = refusalOf(parts, head, 417, 'The expectation cannot be met');
  const closing = { ...response, headers: { ...response.headers, connection: 'close' } };
  const answer = { kind: 'whole', response: stranger ?? closing } as const;
  return Promise.resolve({ operation: 'refused', requestId, answer, logged: true });
}

interface Answered {
  readonly operation: string;
  readonly requestId: ReturnType<Surface['requestId']>;
  readonly answer: Answer;
  readonly logged: boolean;
}

async function answerTo(head: RequestHead, incoming: IncomingMessage, parts: ServerParts): Promise<Answered> {
  const requestId = plainRequestId(head);
  const refused = refuseStrangers(head, incoming.socket.localPort ?? 0);
  if (refused) {
    return { operation: 'refused', requestId, answer: { kind: 'whole', response: refused }, logged: true };
  }
  const controls = parts.control.operation(head);
  if (controls !== undefined) {
    const response = await carryOut(parts, parts.control, controls, head, incoming);
    return { operation: controls, requestId, answer: { kind: 'whole', response }, logged: false };
  }
  for (const surface of parts.surfaces) {
    const operation = surface.operation(head);
    if (operation === undefined) continue;
    const answer = await answerWith(
      parts.faults.draw(operation),
      parts.latencyMs,
      parts.clock.machine,
      () => carryOut(parts, surface, operation, head, incoming),
      (status, detail) => surface.failure(head, status, detail),
    );
    return { operation, requestId: surface.requestId(head), answer, logged: true };
  }
  const response = json(404, {
    error_code: 'APIGW.0101',
    error_msg: 'The API does not exist or has not been published in the environment',
    request_id: head.id,
  });
  return { operation: 'unknown', requestId, answer: { kind: 'whole', response }, logged: true };
}

async function carryOut(
  parts: ServerParts,
  surface: Surface,
  operation: string,
  head: RequestHead,
  incoming: IncomingMessage,
): Promise<Response> {
  const { body, tooLarge } = await readBody(incoming, surface.bodyLimit(operation));
  try {
    return await surface.respond({ ...head, body, tooLarge }, operation);
  } catch (error) {
    parts.onDefect(error);
    return surface.failure(head, 500, 'Internal Server Error');
  }
}

function headOf(incoming: IncomingMessage): RequestHead {
  const target = incoming.url ?? '/';
  const at = target.indexOf('?');
  const headers = Object.entries(incoming.headersDistinct).map(([name, values]) => [name, values?.[0] ?? '']);
  return {
    id: randomUUID(),
    method: incoming.method ?? 'GET',
    path: at < 0 ? target : target.slice(0, at),
    search: at < 0 ? '' : target.slice(at + 1),
    headers: Object.fromEntries(headers) as Record<string, string>,
  };
}

/** Writes the answer and gives its status for the log, 0 where the connection is cut without one. */
async function send(
  outgoing: ServerResponse,
  head: RequestHead,
  { answer, requestId }: Answered,
  clock: MovableClock,
): Promise<number> {
  if (answer.kind === 'cut') {
    outgoing.socket?.resetAndDestroy();
    return 0;
  }
  const { status, headers, body } = answer.response;
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  const withoutBody = status === 204 || head.method === 'HEAD';
  outgoing.writeHead(status, {
    [requestId.header]: requestId.id,
    date: new Date(clock.now()).toUTCString(),
    ...(!withoutBody && { 'content-length': String(bytes.length) }),
    ...headers,
  });
  if (answer.kind === 'broken') {
    await new Promise<void>((resolve) => {
      outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => resolve());
    });
    outgoing.socket?.destroy();
    return status;
  }
  outgoing.end(withoutBody ? undefined : bytes);
  return status;
}
