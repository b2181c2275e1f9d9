import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** An HTTP proxy on this machine, for which every host name stands for this machine. */
export interface Proxy {
  readonly url: string;
  /** What it was asked for since it started: `CONNECT host:port`, or method and whole address. */
  readonly asked: string[];
  /** What it answers to CONNECT instead of connecting; undefined: it connects. */
  refusal: string | undefined;
  close(): Promise<void>;
}

/** Starts a proxy on a free port. */
export async function startProxy(): Promise<Proxy> {
  const server = createServer((incoming, response) => {
    proxy.asked.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`);
    handOn(incoming, response);
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('connect', (incoming: IncomingMessage, socket: Socket) => {
    proxy.asked.push(`CONNECT ${incoming.url ?? ''}`);
    socket.on('error', () => socket.destroy());
    if (proxy.refusal === undefined) tunnel(incoming.url ?? '', socket);
    else socket.end(`HTTP/1.1 ${proxy.refusal}\r\ncontent-length: 0\r\n\r\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const proxy: Proxy = {
    url: `http://127.0.0.1:${port}`,
    asked: [],
    refusal: undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return proxy;
}

/** CONNECT: bytes go to and fro. */
function tunnel(target: string, socket: Socket): void {
  const { port } = new URL(`https://${target}`);
  const further = connect(Number(port || 443), '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    socket.pipe(further).pipe(socket);
  });
  further.on('error', () => socket.destroy());
  socket.on('close', () => further.destroy());
}

/** A request with a whole address: it is sent on. */
function handOn(incoming: IncomingMessage, response: ServerResponse): void {
  const { port, pathname, search } = new URL(incoming.url ?? '');
  const { method, headers } = incoming;
  const further = request(
    { host: '127.0.0.1', port, method, headers, path: `${pathname}${search}` },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  further.on('error', () => response.destroy());
  incoming.pipe(further);
}
