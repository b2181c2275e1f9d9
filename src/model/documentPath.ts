import { decodeName, encodeName, type FunctionRef } from './functionRef';
import type { ServiceId } from './service';
import { isServiceId } from './services';

/** Scheme of config documents that live on a service. */
export const SCHEME = 'fndeck';

/** Stands for the group where a service has none: no service allows a name that begins with a hyphen. */
const NO_GROUP = '-';

/** What a document URI names. */
export interface DocumentName {
  readonly ref: FunctionRef;
  readonly service: ServiceId;
}

/** What a file's name says of a version: not whose it is, nor in which group. */
type VersionName = Pick<FunctionRef, 'name' | 'qualifier'>;

/** The end of a config document's name; it selects editor and schema, for files on disk too. */
function suffix(service: ServiceId): string {
  return `.${service}.async.json`;
}

/** Path of the document of a ref: all that is needed to read it again after a reload. */
export function documentPath(ref: FunctionRef, service: ServiceId): string {
  return `/${encodeName(ref.connection)}/${groupSegment(ref.group)}/${configFileName(ref, service)}`;
}

/** Name of the file that a config has on disk: what tells versions of one group apart, and for whom it is. */
export function configFileName({ name, qualifier }: VersionName, service: ServiceId): string {
  return `${encodeName(name)}@${encodeName(qualifier)}${suffix(service)}`;
}

/** The inverse of `configFileName`; undefined for any other name. */
export function parseConfigFileName(
  file: string,
): (VersionName & { readonly service: ServiceId }) | undefined {
  const service = serviceOfFile(file);
  const stem = service && file.slice(0, -suffix(service).length);
  const at = stem?.indexOf('@') ?? -1;
  if (!service || !stem || at < 1 || at === stem.length - 1) return undefined;
  try {
    return { name: decodeName(stem.slice(0, at)), qualifier: decodeName(stem.slice(at + 1)), service };
  } catch {
    return undefined;
  }
}

/** The inverse of `documentPath`; undefined for any other path. */
export function parseDocumentPath(path: string): DocumentName | undefined {
  const [root, connection, group, file, ...more] = path.split('/');
  if (root !== '' || !connection || !group || !file || more.length > 0) return undefined;
  const parsed = parseConfigFileName(file);
  if (!parsed) return undefined;
  const { name, qualifier, service } = parsed;
  try {
    return {
      ref: { connection: decodeName(connection), group: groupOfSegment(group), name, qualifier },
      service,
    };
  } catch {
    return undefined;
  }
}

/** A group as one step of a path. */
export function groupSegment(group: string): string {
  return group === '' ? NO_GROUP : encodeName(group);
}

/** The inverse of `groupSegment`; throws a URIError for what it never gives. */
export function groupOfSegment(segment: string): string {
  return segment === NO_GROUP ? '' : decodeName(segment);
}

/** The service that a file's name says its config is for, by the suffix. */
export function serviceOfFile(fileName: string): ServiceId | undefined {
  const named = /\.([a-z0-9-]+)\.async\.json$/.exec(fileName)?.[1];
  return named !== undefined && isServiceId(named) ? named : undefined;
}
