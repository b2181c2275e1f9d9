import { isLoopback } from '../../cloud/transport/origin';
import { message, type Message } from '../../model/message';
import type { ServiceProfile } from '../../model/service';
import { sandboxId, SERVICES } from '../../model/services';

/** Says what is wrong with a connection's id; undefined where nothing is. */
export function checkId(text: string): Message | undefined {
  if (!/^[a-z0-9-]{1,40}$/.test(text))
    return message('An ID has 1 to 40 characters: lowercase letters, digits and hyphens.');
  return isOfSandbox(text) ? message('The ID “{0}” is the sandbox’s own: choose another.', text) : undefined;
}

/** Whether the sandbox's own connections have an id: what is meant for it must lead nowhere else. */
function isOfSandbox(text: string): boolean {
  return SERVICES.some(({ id }) => sandboxId(id) === text);
}

/** Says what is wrong with a connection's name. */
export function checkName(text: string): Message | undefined {
  if (text.trim() === '') return message('Give the connection a name.');
  return text.length > 80 ? message('A name has at most 80 characters.') : undefined;
}

/** Says what is wrong with a region's id; any well-formed id will do, since vendors add regions. */
export function checkRegion(text: string): Message | undefined {
  return /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text)
    ? undefined
    : message('A region ID looks like “eu-de”: lowercase letters, digits and hyphens.');
}

/** Says what is wrong with the id of a project or an account. */
export function checkOwner(text: string): Message | undefined {
  return /^[0-9a-zA-Z]{1,64}$/.test(text) ? undefined : message('This ID has letters and digits only.');
}

/** Says what is wrong with a text that must not be empty. */
export function checkFilled(text: string): Message | undefined {
  return text.trim() === '' ? message('This cannot be empty.') : undefined;
}

/** Says what is wrong with an address that replaces the vendor's: only `https`, except on this machine, and no path. */
export function checkOrigin(text: string): Message | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    return message('An endpoint looks like “https://host” or “https://host:8443”.');
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    return message('Only https is allowed: http would show the credentials to everyone on the way.');
  }
  if (url.username !== '' || url.password !== '')
    return message('An endpoint must not contain a user or a password.');
  const bare = url.pathname === '/' && url.search === '' && url.hash === '';
  return bare ? undefined : message('Give the endpoint without a path: “{0}”.', url.origin);
}

/** Says what is wrong with a reference to a profile (`aliyun:default`), which must be of a tool of the service's vendor. */
export function checkProfile(reference: string, { account }: ServiceProfile): Message | undefined {
  const known = account.profiles ?? [];
  const fits = known.some((one) =>
    one.includes(':')
      ? reference === one
      : reference.length > one.length + 1 && reference.startsWith(`${one}:`),
  );
  const forms = known.map((one) => (one.includes(':') ? one : `${one}:…`));
  return fits ? undefined : message('“{0}” must be one of: {1}.', 'profile', forms.join(', '));
}

/** An id that follows from a name and is not taken yet. */
export function freshId(name: string, taken: readonly string[]): string {
  const base =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, 36)
      .replace(/^-+|-+$/g, '') || 'connection';
  for (let i = 1; ; i++) {
    const id = i === 1 ? base : `${base}-${i}`;
    if (!taken.includes(id) && !isOfSandbox(id)) return id;
  }
}
