import { destinationsOf } from '../../model/fields';
import { isObject, member, sameJson, type Json, type JsonObject } from '../../model/json';
import { message, type Message } from '../../model/message';
import type { ServerlessBlock } from './serverlessFile';

/** A field that is not compared and never overwritten, and why. */
interface LeftAlone {
  readonly path: string;
  readonly why: Message;
}

/** What is to be said of a block beside what the service holds. */
type BlockState =
  /** Nothing of it can be compared. */
  | { readonly kind: 'opaque'; readonly why: Message }
  | {
      readonly kind: 'same' | 'differs';
      /** What the service would hold after a deployment: what the file leaves out stays as it is. */
      readonly deployed: JsonObject;
      readonly leftAlone: readonly LeftAlone[];
    };

/** Compares a block with what the service holds. */
export function compareBlock(block: ServerlessBlock, held: JsonObject): BlockState {
  if (block.whole) return { kind: 'opaque', why: block.whole };
  const deployed = deployedDocument(block, held);
  return {
    kind: sameJson(deployed, held) ? 'same' : 'differs',
    deployed,
    leftAlone: leftAlone(block),
  };
}

/** The side of a document by its name: the ARN, undefined where there is none. */
export function arnIn(document: JsonObject, block: ServerlessBlock, side: string): string | undefined {
  const arn = member(member(document[destinationsOf(block.profile).key], side), 'destination');
  return typeof arn === 'string' && arn !== '' ? arn : undefined;
}

/** Whether a destination of the file names what the service holds: the component fills a missing account in. */
export function sameArn(inFile: string, held: string | undefined): boolean {
  if (held === undefined || inFile === held) return inFile === held;
  const [file, service] = [inFile.split(':'), held.split(':')];
  return (
    file[3] === '' &&
    file.length === service.length &&
    file.every((part, i) => i === 3 || part === service[i])
  );
}

function deployedDocument(block: ServerlessBlock, held: JsonObject): JsonObject {
  const { key, success, failure } = destinationsOf(block.profile);
  const scalars = [...block.fields].flatMap(([name, field]): [string, Json][] =>
    field.kind === 'known' ? [[name, field.value]] : [],
  );
  const before = isObject(held[key]) ? held[key] : {};
  if (block.sidesLeftAlone) return { ...held, ...Object.fromEntries(scalars) };
  const kept = Object.entries(before).filter(([side]) => side !== success && side !== failure);
  const now = [success, failure].flatMap((side): [string, Json][] => {
    const inFile = block.sides.get(side);
    const onService = before[side];
    if (inFile?.kind === 'opaque') return onService === undefined ? [] : [[side, onService]];
    if (!inFile) return [];
    const arn = String(inFile.value);
    const same = onService !== undefined && sameArn(arn, arnIn(held, block, side));
    return [[side, same ? onService : { destination: arn }]];
  });
  const all = Object.fromEntries([...kept, ...now]);
  const document = { ...held, ...Object.fromEntries(scalars), [key]: all };
  if (Object.keys(all).length > 0) return document;
  return Object.fromEntries(Object.entries(document).filter(([name]) => name !== key));
}

function leftAlone(block: ServerlessBlock): readonly LeftAlone[] {
  const { key } = destinationsOf(block.profile);
  const scalars = [...block.fields].flatMap(([path, field]) =>
    field.kind === 'opaque' ? [{ path, why: field.why }] : [],
  );
  return [
    ...scalars,
    ...(block.sidesLeftAlone ? [{ path: key, why: block.sidesLeftAlone }] : []),
    ...[...block.sides].flatMap(([side, field]) =>
      field.kind === 'opaque' ? [{ path: `${key}.${side}`, why: field.why }] : [],
    ),
  ];
}

/** A field that is left alone, as a sentence. */
export function leftAloneInWords({ path, why }: LeftAlone, say: (said: Message) => string): Message {
  return message('{0} cannot be compared, and stays as it is. {1}', path, say(why));
}
