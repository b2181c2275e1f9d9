import { Buffer } from 'node:buffer';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A request as the server saw it. */
export interface Seen {
  readonly method: string;
  /** Path and query, not decoded. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly socket: Socket;
}

/** Answers a request; may be slow, may destroy the socket. */
export type Answer = (request: Seen, response: ServerResponse) => unknown;

/** A real server on 127.0.0.1 that remembers what it was asked. */
export interface TestServer {
  readonly origin: string;
  readonly requests: Seen[];
  /** May be replaced between two requests. */
  answer: Answer;
  close(): Promise<void>;
}

/** Starts a server on a free port. */
export async function startServer(answer: Answer = notFound): Promise<TestServer> {
  const requests: Seen[] = [];
  const server = createServer((incoming, response) => void handle(incoming, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const started: TestServer = {
    origin: `http://127.0.0.1:${port}`,
    requests,
    answer,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const seen = {
      method: incoming.method ?? '',
      url: incoming.url ?? '',
      headers: incoming.headers as Record<string, string>,
      body: Buffer.concat(chunks).toString('utf8'),
      socket: incoming.socket,
    };
    requests.push(seen);
    await started.answer(seen, response);
  }
  return started;
}

/** Sends JSON. */
export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

function notFound(_request: Seen, response: ServerResponse): void {
  json(response, 404, { error_code: 'APIGW.0101', error_msg: 'API not found' });
}
