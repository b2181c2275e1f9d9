/**
 * A request without anything that proves who we are. A header whose whole value is `$NAME` stands for a secret that
 * the person's shell knows by that name.
 */
export interface BareRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Payloads above this many characters are named as a file: shells limit the length of a command. */
const INLINE = 32 * 1024;

/** A request as a `curl` command for a POSIX shell, which puts in the secrets that headers name and nothing else. */
export function curl(request: BareRequest, payload: string): string {
  const body = payload.length > INLINE ? "--data-binary '@payload.json'" : `--data-raw ${quoted(payload)}`;
  return [
    `curl --request ${request.method} ${quoted(request.url)}`,
    ...Object.entries(request.headers).map(([name, value]) => `--header ${header(name, value)}`),
    body,
  ].join(' \\\n  ');
}

function header(name: string, value: string): string {
  // In double quotes a shell puts in the variable, whatever characters its value has.
  return /^\$[A-Z_]+$/.test(value) ? `${quoted(`${name}: `)}"${value}"` : quoted(`${name}: ${value}`);
}

/** One word for a POSIX shell that stays as it is. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
