import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** An https server before the sandbox, which itself speaks http only. */
export interface SecureFront {
  readonly port: number;
  /** How many requests have come. */
  seen(): number;
  close(): Promise<void>;
}

/** Starts one with a key and a certificate (both in `pem`), on a free port. */
export async function startSecureFront(sandbox: string, pem: string): Promise<SecureFront> {
  const { hostname, host, port } = new URL(sandbox);
  let seen = 0;
  const server = createServer({ key: pem, cert: pem }, (incoming, response) => {
    seen++;
    const { method, url, headers } = incoming;
    const further = request(
      // The sandbox answers to its own name only.
      { hostname, port, method, path: url, headers: { ...headers, host } },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    further.on('error', () => response.destroy());
    incoming.pipe(further);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    seen: () => seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
