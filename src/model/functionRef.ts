/** A function, without saying which version. */
export interface FunctionId {
  /** Id of the connection through which it is reached. */
  readonly connection: string;
  /** Package (FunctionGraph) or service (Function Compute 2.0); empty where the service has no groups. */
  readonly group: string;
  readonly name: string;
}

/**
 * One version or alias of a function: what has an async config and what an invocation addresses.
 * `qualifier` is in the service's own notation: `latest`, `v1`, `!prod` (FunctionGraph marks aliases),
 * `LATEST`, `3`, `prod` (Function Compute does not).
 */
export interface FunctionRef extends FunctionId {
  readonly qualifier: string;
}

/**
 * Percent-encodes a name for keys and paths. Half of a character that UTF-16 writes in two has no UTF-8, so it is
 * written as `%uD800`: what a service answers may hold one.
 */
export function encodeName(name: string): string {
  return name.replace(/\p{Surrogate}|\P{Surrogate}+/gu, (part) =>
    /^\p{Surrogate}/u.test(part)
      ? `%u${part.charCodeAt(0).toString(16).toUpperCase()}`
      : encodeURIComponent(part),
  );
}

/** The inverse of `encodeName`; throws a URIError for what it never gives. */
export function decodeName(encoded: string): string {
  return encoded
    .split(/(%u[0-9A-F]{4})/)
    .map((part) =>
      part.startsWith('%u')
        ? String.fromCharCode(Number.parseInt(part.slice(2), 16))
        : decodeURIComponent(part),
    )
    .join('');
}

/** A text that is equal for two ids exactly when they name the same function. */
export function functionKey(id: FunctionId): string {
  return [id.connection, id.group, id.name].map(encodeName).join('/');
}

/** A text that is equal for two refs exactly when they name the same qualifier of the same function. */
export function refKey(ref: FunctionRef): string {
  return `${functionKey(ref)}@${encodeName(ref.qualifier)}`;
}

/** How a function is shown to a person: `default/hello`, without the group where there is none. */
export function functionLabel({ group, name }: FunctionId): string {
  return `${group === '' ? '' : `${group}/`}${name}`;
}

/** How a ref is shown to a person: `default/hello@latest`. */
export function refLabel(ref: FunctionRef): string {
  return `${functionLabel(ref)}@${ref.qualifier}`;
}
