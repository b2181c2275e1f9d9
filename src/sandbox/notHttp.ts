import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RequestHead, Response } from './exchange';

/** Gives the answer to a request that cannot be carried out, in the form of the service that it addresses. */
type Refuse = (head: RequestHead, status: number, detail: string) => Response;

/** What `answerNotHttp` is made with. */
interface NotHttpParts {
  readonly refuse: Refuse;
  /** The answer that a connection is waiting for, if any. */
  readonly pending: (socket: Duplex) => ServerResponse | undefined;
  /** Called with each refusal, for the request log. */
  readonly onRefused: (head: RequestHead, status: number) => void;
}

/** What Node.js finds wrong with bytes that are no request. */
interface ParseError extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
}

/**
 * Answers what is no HTTP request, or one that no service takes (a bad request line, an oversized head, CONNECT), with
 * JSON as the service that the request line names would, and closes the connection. Without an answer that was begun
 * already: there nothing can be said any more.
 */
export function answerNotHttp(server: Server, { refuse, pending, onRefused }: NotHttpParts): void {
  const answer = (socket: Duplex, head: RequestHead, status: number, detail: string): void => {
    if (!socket.writable || pending(socket)?.headersSent === true) {
      socket.destroy();
      return;
    }
    socket.on('error', () => socket.destroy());
    socket.end(bytesOf(refuse(head, status, detail), head.id));
    onRefused(head, status);
  };
  server.on('clientError', (error: ParseError, socket) => {
    if (error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const [status, detail] = WORDS[error.code ?? ''] ?? [400, 'The request is not valid HTTP'];
    answer(socket, headIn(error.rawPacket), status, detail);
  });
  server.on('connect', (incoming: IncomingMessage, socket: Duplex) => {
    const head = { ...headIn(undefined), method: 'CONNECT', path: incoming.url ?? '' };
    answer(socket, head, 405, 'The method CONNECT is not supported');
  });
}

const WORDS: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The head of the request is too large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The head of the request did not come in time'],
};

/** What can be read of a request's head: its first line, where the bytes begin with one. */
function headIn(bytes: Buffer | undefined): RequestHead {
  const [, method = '', target = ''] = /^([A-Z]+) (\S+)/.exec(bytes?.toString('latin1', 0, 4096) ?? '') ?? [];
  const [path = '', search = ''] = target.split('?', 2);
  return { id: randomUUID(), method, path, search, headers: {} };
}

function bytesOf({ status, headers, body }: Response, id: string): Buffer {
  const content = Buffer.from(body);
  const all = {
    'x-request-id': id,
    date: new Date().toUTCString(),
    connection: 'close',
    'content-length': String(content.length),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), content]);
}
