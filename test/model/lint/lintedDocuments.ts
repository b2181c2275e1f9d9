import { expect } from 'vitest';
import { changeText } from '../../../src/app/text/textEdits';
import { namesInOrder } from '../../../src/model/fields';
import type { Finding } from '../../../src/model/finding';
import { readJson, type Json, type JsonObject } from '../../../src/model/json';
import { lint } from '../../../src/model/lint/lint';
import type { LintContext } from '../../../src/model/lint/surroundings';
import type { ServiceProfile } from '../../../src/model/service';
import { functionGraphHuawei as huawei } from '../../../src/model/services/functionGraphHuawei';

export const project = '0123456789abcdef0123456789abcdef';

/** A function of the project. */
export const urn = (name: string, qualifier = 'latest') =>
  `urn:fss:cn-north-4:${project}:function:default:${name}:${qualifier}`;

/** A destination that runs a function. */
export const run = (func_urn: string): JsonObject => ({ destination: 'FunctionGraph', param: { func_urn } });
/** A document whose failed events go somewhere. */
export const onFailure = (destination: Json): JsonObject => ({
  destination_config: { on_failure: destination },
});
export const self: LintContext = { self: urn('hello'), region: 'cn-north-4' };

/** What one rule finds. */
export function ruled(rule: string, document: Json, context: LintContext = {}, profile = huawei) {
  return lint(profile, document, context).filter((finding) => finding.rule === rule);
}

/** The document with one fix of one finding in it, written into a text with a comment. */
export function mended(
  profile: ServiceProfile,
  document: JsonObject,
  { fixes = [] }: Finding,
  which = 0,
): JsonObject {
  const text = `// kept\n${JSON.stringify(document, null, 2)}\n`;
  const change = changeText(text, fixes[which]?.edits ?? [], namesInOrder(profile));
  if (!change) throw new Error('the fix changes nothing');
  const { offset, length, content } = change;
  const after = text.slice(0, offset) + content + text.slice(offset + length);
  expect(after.startsWith('// kept\n')).toBe(true);
  return readJson(after.slice('// kept\n'.length)) as JsonObject;
}
