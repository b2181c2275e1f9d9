import { Buffer } from 'node:buffer';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What becomes of an answer: its bytes, head and all, as they may go back; undefined: none ever do, and nothing ends. */
export type Spoil = (answer: Buffer) => Buffer | undefined;

/** What a front does to a connection. */
export type Behaviour =
  /** Closes it before a byte was read. */
  | 'closes'
  /** Reads the request, hands it to nobody and closes. */
  | 'swallows'
  | { readonly answers: Spoil };

/** A server on 127.0.0.1 before another one, byte by byte: it breaks connections where a test wants it to. */
export interface BreakingFront {
  readonly port: number;
  /** The first lines of the requests that came as a whole, and `-` for those that were not read. */
  readonly seen: string[];
  /** What it does with a request, by its first line; at first it hands all on. */
  behave: (line: string) => Behaviour;
  close(): Promise<void>;
}

/** An answer as it came. */
export const WHOLE: Behaviour = { answers: (answer) => answer };

/** Starts one before the server at a port. Each connection carries one request with its length, as FnDeck's do. */
export async function startBreakingFront(behind: number, closes = false): Promise<BreakingFront> {
  const sockets = new Set<Socket>();
  const kept = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    return socket.on('error', () => socket.destroy());
  };
  const server = createServer((socket) => {
    if (closes) {
      front.seen.push('-');
      socket.destroy();
      return;
    }
    let got = Buffer.alloc(0);
    kept(socket).on('data', (bytes: Buffer) => {
      got = Buffer.concat([got, bytes]);
      if (!isWhole(got)) return;
      const line = got.subarray(0, got.indexOf('\r\n')).toString();
      front.seen.push(line);
      const behaviour = front.behave(line);
      if (typeof behaviour === 'string') return void socket.destroy();
      const chunks: Buffer[] = [];
      kept(connect(behind, '127.0.0.1'))
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => {
          const back = behaviour.answers(Buffer.concat(chunks));
          if (back) socket.end(back);
        })
        .write(toHost(got, behind));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const front: BreakingFront = {
    port: (server.address() as AddressInfo).port,
    seen: [],
    behave: () => WHOLE,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return front;
}

/** The head of a message without the empty line, and its body. */
export function split(message: Buffer): readonly [head: string, body: Buffer] {
  const end = message.indexOf('\r\n\r\n');
  return [message.subarray(0, end).toString('latin1'), message.subarray(end + 4)];
}

/** The inverse of `split`. */
export function joined(head: string, body: Buffer | string): Buffer {
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'latin1'), Buffer.from(body)]);
}

function isWhole(request: Buffer): boolean {
  if (!request.includes('\r\n\r\n')) return false;
  const [head, body] = split(request);
  return body.length >= Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
}

/** The request as the server behind is addressed: it was signed for that. */
function toHost(request: Buffer, port: number): Buffer {
  const [head, body] = split(request);
  const addressed = head.replace(/^host: .*$/im, `Host: 127.0.0.1:${String(port)}`);
  return joined(addressed, body);
}
