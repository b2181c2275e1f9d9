import type { AsyncConfig } from '../../../src/cloud/config/asyncConfig';
import type { FileState } from '../../../src/app/code/fileState';
import { configRow, type ConfigRow } from '../../../src/app/overview/configRow';
import type { JsonObject } from '../../../src/model/json';
import type { Levels } from '../../../src/model/lint/rules';
import { sayIn } from '../../../src/model/message';
import { profileOf } from '../../../src/model/services';

export const PROFILE = profileOf('functiongraph-huawei');
export const BUCKET = { destination: 'OBS', param: { bucket: 'failed', prefix: '/', expires: 1 } };
export const TOPIC = { destination: 'SMN', param: { topic_urn: 'urn:smn:cn-north-4:0:done' } };

/** A config of the function `name`. */
export function configOf(name: string, document: JsonObject, lastModified?: string): AsyncConfig {
  const ref = { connection: 'work', group: 'orders', name, qualifier: 'latest' };
  return { ref, document, ...(lastModified !== undefined && { lastModified }) };
}

/** The row of a config, in English unless a bundle is given. */
export function rowOf(
  config: AsyncConfig,
  id = 0,
  file?: FileState['kind'],
  bundle: Readonly<Record<string, string>> = {},
  levels: Levels = {},
): ConfigRow {
  const state = file === undefined || file === 'unreadable' ? undefined : { kind: file };
  const context = {
    profile: PROFILE,
    region: 'cn-north-4',
    levels: () => levels,
    say: sayIn(bundle, 'de'),
  };
  return configRow(id, config, undefined, state && { uri: 'file:///a', state }, context);
}
