import { json, type RequestHead, type Response } from './exchange';

/**
 * The refusal of a request that does not address the sandbox by its own name and `port`, or that a web page sent: a
 * DNS name that was pointed at 127.0.0.1 shows in Host, a page of another origin in Origin.
 */
export function refuseStrangers({ headers }: RequestHead, port: number): Response | undefined {
  const own = [`127.0.0.1:${port}`, `localhost:${port}`];
  // Some clients leave the port out of Host; a name that somebody points at the sandbox still shows.
  const named = [...own, '127.0.0.1', 'localhost'];
  const origin = headers['origin'];
  if (!named.includes(headers['host'] ?? '')) {
    return json(403, {
      error_code: 'Sandbox.Host',
      error_msg: 'the sandbox answers only to its own address',
    });
  }
  if (origin !== undefined && !own.some((name) => origin === `http://${name}`)) {
    return json(403, { error_code: 'Sandbox.Origin', error_msg: 'the sandbox does not answer web pages' });
  }
  return undefined;
}
