/** Whether a host name means this computer and nothing else. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  );
}

/** Whether a secret may travel to this URL: `https`, or `http` that stays on this computer; never a URL with a password. */
export function isAllowed(url: string): boolean {
  const parsed = parse(url);
  if (!parsed || parsed.username !== '' || parsed.password !== '') return false;
  return parsed.protocol === 'https:' || (parsed.protocol === 'http:' && isLoopback(parsed.hostname));
}

/** The origin of an endpoint that a person typed; undefined when it is no allowed URL or has a path. */
export function originOf(endpoint: string): string | undefined {
  const parsed = parse(endpoint);
  if (!parsed || !isAllowed(endpoint) || parsed.pathname !== '/' || parsed.search !== '') return undefined;
  return parsed.origin;
}

function parse(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}
