import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../harness/project.mjs';

const SAMPLES = join(PROJECT, 'media', 'samples');

/** The file that the demo opens. */
export const FIRST_PAYLOAD = 'hello-node.payload.json';

/**
 * The payload of each sample function, as files of a workspace: `hello-node.payload.json`.
 * @returns {Record<string, string>} text by file name
 */
export function payloadFiles() {
  /** @type {Record<string, string>} */
  const files = {};
  for (const path of readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' })) {
    const found = /([^/\\]+)[/\\]payload\.(jsonc?)$/.exec(path);
    if (found) files[`${found[1]}.payload.${found[2]}`] = readFileSync(join(SAMPLES, path), 'utf8');
  }
  return files;
}
