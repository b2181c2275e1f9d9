import type { Json } from '../model/json';

/** How deep a body may nest. Ours: no document names a limit, and no API of these services comes near it. */
const DEEPEST = 256;

/**
 * The JSON of a request's body; undefined for a text that is none, and for one that nests so deeply that writing it
 * again would exhaust the stack.
 */
export function readJson(text: string): Json | undefined {
  if (depthOf(text) > DEEPEST) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** How deep the brackets of a text nest, those in its strings aside. */
function depthOf(text: string): number {
  let [depth, deepest, inString] = [0, 0, false];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inString && character === '\\') at += 1;
    else if (character === '"') inString = !inString;
    else if (inString) continue;
    else if (character === '[' || character === '{') deepest = Math.max(deepest, (depth += 1));
    else if (character === ']' || character === '}') depth -= 1;
  }
  return deepest;
}
