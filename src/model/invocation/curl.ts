/** A request of an invocation without anything that proves who we are. */
export interface BareRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Payloads above this many characters are named as a file: shells limit the length of a command. */
const INLINE = 32 * 1024;

/** A request as a `curl` command for a POSIX shell. Credentials are never part of `request`; its headers may hold placeholders. */
export function curl(request: BareRequest, payload: string): string {
  const body = payload.length > INLINE ? "--data-binary '@payload.json'" : `--data-raw ${quoted(payload)}`;
  return [
    `curl --request ${request.method} ${quoted(request.url)}`,
    ...Object.entries(request.headers).map(([name, value]) => `--header ${quoted(`${name}: ${value}`)}`),
    body,
  ].join(' \\\n  ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
