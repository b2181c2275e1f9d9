/** A FunctionGraph function URN, taken apart (`function_model.rst`). */
interface Urn {
  readonly region: string;
  readonly projectId: string;
  readonly group: string;
  readonly name: string;
  /** Version, or alias with its leading `!`; absent where the URN names the function itself. */
  readonly qualifier?: string;
}

const FUNCTION_URN = /^urn:fss:([^:\s]+):([^:\s]+):function:([^:\s]+):([^:\s]+?)(?::(!?[^:\s!]+))?$/;

/** Takes a URN of seven or eight fields apart, as services print them; undefined for anything else. */
export function parseUrn(text: string): Urn | undefined {
  const match = FUNCTION_URN.exec(text);
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
