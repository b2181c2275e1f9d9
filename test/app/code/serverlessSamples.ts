import fc from 'fast-check';
import { compareBlock } from '../../../src/app/code/serverlessBlock';
import { writeBack } from '../../../src/app/code/serverlessEdits';
import { readServerlessFile, type ServerlessBlock } from '../../../src/app/code/serverlessFile';
import type { JsonObject } from '../../../src/model/json';

export const QUEUE = 'acs:mns:cn-hangzhou:123:/queues/dead/messages';
export const TOPIC = 'acs:mns:cn-hangzhou:123:/topics/alerts/messages';

/** The only config of a text. */
export function blockIn(text: string): ServerlessBlock {
  const file = readServerlessFile(text);
  if (file.kind !== 'blocks' || !file.blocks[0]) throw new Error(JSON.stringify(file));
  return file.blocks[0];
}

/** How a text stands to what the service holds. */
export function stateOf(text: string, held: JsonObject) {
  return compareBlock(blockIn(text), held);
}

/** A text that says what the service holds; undefined where it cannot be written. */
export function written(text: string, held: JsonObject): string | undefined {
  return writeBack(text, blockIn(text), held);
}

const arns = fc.constantFrom(QUEUE, TOPIC, 'acs:fc:cn-hangzhou:1:functions/a/LATEST', 'acs:x: #y', 'true');

const sides = fc.record(
  {
    onSuccess: arns.map((destination) => ({ destination })),
    onFailure: arns.map((destination) => ({ destination })),
  },
  { requiredKeys: [] },
);

/** Any config document; `task` is the key of its switch. */
export const config = (task: string) =>
  fc
    .record(
      {
        maxAsyncEventAgeInSeconds: fc.integer({ min: 1, max: 604_800 }),
        maxAsyncRetryAttempts: fc.integer({ min: 0, max: 8 }),
        [task]: fc.boolean(),
        destinationConfig: sides,
      },
      { requiredKeys: [] },
    )
    .map(({ destinationConfig, ...scalars }): JsonObject => ({
      ...(scalars as JsonObject),
      ...(destinationConfig &&
        Object.keys(destinationConfig).length > 0 && { destinationConfig: destinationConfig }),
    }));
