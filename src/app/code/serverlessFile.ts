import { isAlias, isMap, isScalar, type YAMLMap } from 'yaml';
import { destinationsOf } from '../../model/fields';
import { message, type Message } from '../../model/message';
import type { ServiceProfile } from '../../model/service';
import { SERVICES } from '../../model/services';
import { codeFormsOf, type ServerlessForm } from '../../model/services/codeForms';
import {
  entriesOf,
  isInterpolated,
  readServerlessRoot,
  sharedBy,
  type Entry,
  type NotReadable,
} from './serverlessRoot';

/** A value of the file that is left as it stands: what it will be is decided elsewhere. */
interface Opaque {
  readonly kind: 'opaque';
  readonly why: Message;
}

/** A value that can be compared and replaced, and where it stands in the text. */
interface Known {
  readonly kind: 'known';
  readonly value: string | number | boolean;
  readonly from: number;
  readonly to: number;
}

/** A field of a block; absent where the file leaves it to the service. */
type FieldValue = Opaque | Known;

/** The async config of one function in an `s.yaml`. */
export interface ServerlessBlock {
  readonly profile: ServiceProfile;
  readonly form: ServerlessForm;
  /** What the file calls the function in its list: unique in the file. */
  readonly resource: string;
  /** Names as far as they stand in the file; undefined for one that is filled in from elsewhere. */
  readonly region: string | undefined;
  readonly group: string | undefined;
  readonly name: string | undefined;
  readonly qualifier: string | undefined;
  /** Offset of the block's key. */
  readonly offset: number;
  /** Why nothing of the block can be compared, where that is so. */
  readonly whole: Message | undefined;
  /** Why the block must not be written, where that would change other functions, too. */
  readonly shared: Message | undefined;
  /** The block's own map in the file; undefined where there is no map, or `whole` says why it is not read. */
  readonly map: YAMLMap | undefined;
  /** Numbers and switches by the key that the service's table has. */
  readonly fields: ReadonlyMap<string, FieldValue>;
  /** The map of the destinations, where it is one. */
  readonly sidesMap: YAMLMap | undefined;
  /** Destinations by the side that the service's table has. */
  readonly sides: ReadonlyMap<string, FieldValue>;
  /** Why the destinations are left alone as a whole, where they are. */
  readonly sidesLeftAlone: Message | undefined;
}

/** What a text says as an `s.yaml`. `other`: no async config in it. */
type ServerlessFile = { readonly kind: 'blocks'; readonly blocks: readonly ServerlessBlock[] } | NotReadable;

/** Finds the async configs in the text of an `s.yaml`; reads them as they stand and fills nothing in. */
export function readServerlessFile(text: string): ServerlessFile {
  const forms = SERVICES.flatMap((profile) => {
    const form = codeFormsOf(profile).serverless;
    return form ? [{ profile, form }] : [];
  });
  if (!forms.some(({ form }) => text.includes(form.config.at(-1) ?? ''))) return { kind: 'other' };
  const read = readServerlessRoot(text);
  if (read.kind !== 'root') return read;
  const { root } = read;
  const blocks = forms.flatMap(({ profile, form }) => blocksOf(root, profile, form));
  return blocks.length === 0
    ? { kind: 'other' }
    : { kind: 'blocks', blocks: blocks.sort((a, b) => a.offset - b.offset) };
}

function blocksOf(root: YAMLMap, profile: ServiceProfile, form: ServerlessForm): readonly ServerlessBlock[] {
  return entriesOf(root, form).flatMap((entry) => blockOf(root, entry, profile, form) ?? []);
}

function blockOf(
  root: YAMLMap,
  { resource, props, around: outer }: Entry,
  profile: ServiceProfile,
  form: ServerlessForm,
): ServerlessBlock | undefined {
  const around = props.getIn(form.config.slice(0, -1), true) ?? props;
  const parent = form.config.length === 1 ? props : around;
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find(({ key }) => isScalar(key) && key.value === form.config.at(-1));
  const offset = isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  if (!pair || offset === undefined) return undefined;
  const text = (path: readonly string[] | undefined): string | undefined => {
    const value = path && props.getIn(path);
    if (typeof value === 'number') return String(value);
    return typeof value === 'string' && !isInterpolated(value) ? value : undefined;
  };
  const whole = isMap(pair.value) ? opaqueMap(pair.value) : opaqueNode(pair.value);
  const map = isMap(pair.value) && !whole ? pair.value : undefined;
  const stated = form.qualifier === undefined ? undefined : map?.get(form.qualifier);
  const inner = form.config.map((key, i) => ({ map: i === 0 ? props : parent, key }));
  const anchor = sharedBy(root, [...outer, ...inner]);
  return {
    profile,
    form,
    resource,
    region: text(['region']),
    group: form.group ? text(form.group) : '',
    name: text(form.name),
    qualifier:
      stated === undefined
        ? profile.latest
        : form.qualifier === undefined
          ? undefined
          : text([...form.config, form.qualifier]),
    offset,
    whole: whole ?? (map ? undefined : message('There is no value.')),
    shared: anchor === undefined ? undefined : sharedInWords(anchor),
    map,
    fields: new Map(
      profile.fields.flatMap(({ kind, key }) => {
        const value = kind === 'destinations' ? undefined : fieldValue(map?.get(key, true));
        return value ? [[key, value] as const] : [];
      }),
    ),
    ...sidesIn(map, profile, form),
  };
}

function sharedInWords(anchor: string): Message {
  return message(
    'Not written: the block is part of an anchor (&{0}) that other functions use, and would change for them, too. Edit it by hand.',
    anchor,
  );
}

function sidesIn(
  map: YAMLMap | undefined,
  profile: ServiceProfile,
  { destinations }: ServerlessForm,
): Pick<ServerlessBlock, 'sides' | 'sidesMap' | 'sidesLeftAlone'> {
  const node = map?.get(destinations.key, true);
  const none = { sides: new Map<string, FieldValue>(), sidesMap: undefined };
  if (node === undefined || (isScalar(node) && node.value === null && node.anchor === undefined)) {
    return { ...none, sidesLeftAlone: undefined };
  }
  if (!isMap(node)) {
    return { ...none, sidesLeftAlone: opaqueNode(node) ?? message('It is no list of fields.') };
  }
  const whole = opaqueMap(node);
  if (whole) return { ...none, sidesLeftAlone: whole };
  const { success, failure } = destinationsOf(profile);
  const sides = [success, failure].flatMap((side) => {
    const value = node.get(side, true);
    const inner = destinations.as === 'object' && isMap(value) ? value : undefined;
    const why = inner ? opaqueMap(inner) : undefined;
    const found: FieldValue | undefined = why
      ? { kind: 'opaque', why }
      : fieldValue(inner ? inner.get('destination', true) : value);
    return found ? [[side, found] as const] : [];
  });
  return { sides: new Map(sides), sidesMap: node, sidesLeftAlone: undefined };
}

/** Undefined for a field that is not there, or has no value. */
function fieldValue(node: unknown): FieldValue | undefined {
  if (node === undefined || node === null) return undefined;
  const why = opaqueNode(node);
  if (why) return { kind: 'opaque', why };
  if (!isScalar(node) || !node.range) return { kind: 'opaque', why: message('It is no single value.') };
  const { value } = node;
  if (value === null || value === '') return undefined;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    return { kind: 'opaque', why: message('It is no single value.') };
  }
  return { kind: 'known', value, from: node.range[0], to: node.range[1] };
}

/** Why a node must stay as it stands; undefined where it need not. */
function opaqueNode(node: unknown): Message | undefined {
  if (isAlias(node)) return message('It is an alias (*{0}).', node.source);
  if (!isScalar(node)) return undefined;
  if (node.anchor !== undefined) return message('It is an anchor (&{0}) that other places use.', node.anchor);
  if (typeof node.value === 'string' && isInterpolated(node.value)) {
    return message('It is interpolated: {0}', node.value);
  }
  return /^BLOCK/.test(node.type ?? '') ? message('It is written over several lines.') : undefined;
}

function opaqueMap(map: YAMLMap): Message | undefined {
  if (map.anchor !== undefined) return message('It is an anchor (&{0}) that other places use.', map.anchor);
  return map.has('<<') ? message('It takes fields from an alias (<<).') : undefined;
}
