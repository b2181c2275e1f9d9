import { isObject, type Json, type JsonObject } from './json';
import { message, type Message, type Say } from './message';

/** Name of the file, in the folder of payloads, that says which functions they are for. */
export const LINKS_FILE = 'functions.json';

/** What a file of links says of a payload file, or of all in a folder; what is not said follows from the path. */
export interface PayloadLink {
  /** Id of the connection through which the function is reached. */
  readonly connection?: string;
  readonly group?: string;
  readonly function?: string;
  readonly qualifier?: string;
}

/** The names that a link can have, with what the JSON schema says of each. */
const KEYS: Readonly<Record<keyof PayloadLink, Message>> = {
  connection: message(
    'Id of the connection, as fndeck.connections has it. Absent: the only one that has the function.',
  ),
  group: message(
    'Package (FunctionGraph) or service (Function Compute 2.0). Absent: as the folder is named.',
  ),
  function: message('Name of the function. Absent: as the folder is named.'),
  qualifier: message(
    'Version or alias: latest, v1, !prod (FunctionGraph); LATEST, 3, prod (Function Compute).',
  ),
};

/** The links of a file's content, by path below its folder; undefined where it is no object of objects of texts. */
export function linksIn(content: Json): ReadonlyMap<string, PayloadLink> | undefined {
  if (!isObject(content)) return undefined;
  const entries = Object.entries(content).filter(([path]) => path !== '$schema');
  const links = entries.map(([path, link]) => [path, isLink(link) ? link : undefined] as const);
  const good = links.flatMap(([path, link]): [string, PayloadLink][] => (link ? [[path, link]] : []));
  return good.length === links.length ? new Map(good) : undefined;
}

/** JSON schema (draft-07) of a file of links, described in the language of `say`. */
export function linksSchema(say: Say): JsonObject {
  const link = {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      Object.entries(KEYS).map(([key, help]) => [key, { type: 'string', description: say(help) }]),
    ),
  };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: say(message('FnDeck: functions of payload files')),
    description: say(
      message('By folder (demo/hello) or file (demo/hello/order.json): the function that payloads are for.'),
    ),
    type: 'object',
    properties: { $schema: { type: 'string' } },
    additionalProperties: link,
  };
}

function isLink(value: Json | undefined): value is JsonObject & PayloadLink {
  return (
    value !== undefined &&
    isObject(value) &&
    Object.entries(value).every(([key, text]) => key in KEYS && typeof text === 'string')
  );
}
