/** A FunctionGraph function URN, taken apart (`function_model.rst`). */
export interface Urn {
  readonly region: string;
  readonly projectId: string;
  readonly group: string;
  readonly name: string;
  /** Version, or alias with its leading `!`; absent where the URN names the function itself. */
  readonly qualifier?: string;
}

const LENIENT = /^urn:fss:([^:\s]+):([^:\s]+):function:([^:\s]+):([^:\s]+?)(?::(!?[^:\s!]+))?$/;
const STRICT =
  /^urn:fss:[a-z]{2}(?:-[a-z0-9]+)+:[0-9a-f]{32}:function:[A-Za-z0-9_-]+:[A-Za-z](?:[A-Za-z0-9_-]{0,58}[A-Za-z0-9])?(?::!?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?)?$/;

/** Longest URN that the API takes. */
const LONGEST = 269;

/** Takes a URN of seven or eight fields apart, as services print them; undefined for anything else. */
export function parseUrn(text: string): Urn | undefined {
  const match = LENIENT.exec(text);
  if (!match) return undefined;
  const [, region, projectId, group, name, qualifier] = match;
  return {
    region: region as string,
    projectId: projectId as string,
    group: group as string,
    name: name as string,
    ...(qualifier !== undefined && { qualifier }),
  };
}

/** Composes a URN; `:` and `!` stand as they are, also in request paths. */
export function functionUrn(urn: Urn): string {
  const base = `urn:fss:${urn.region}:${urn.projectId}:function:${urn.group}:${urn.name}`;
  return urn.qualifier === undefined ? base : `${base}:${urn.qualifier}`;
}

/** Whether a text is a URN by the documented grammar; for what a person types, not for what a service answers. */
export function isUrn(text: string): boolean {
  return text.length <= LONGEST && STRICT.test(text);
}

/** Whether two URNs name the same function, whatever their qualifiers. */
export function sameFunction(a: string, b: string): boolean {
  const [left, right] = [parseUrn(a), parseUrn(b)];
  return (
    left !== undefined &&
    right !== undefined &&
    left.region === right.region &&
    left.projectId === right.projectId &&
    left.group === right.group &&
    left.name === right.name
  );
}
