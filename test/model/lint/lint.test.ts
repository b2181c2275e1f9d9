import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeText } from '../../../src/app/text/textEdits';
import { namesInOrder } from '../../../src/model/fields';
import type { Finding } from '../../../src/model/finding';
import { readJson, type Json, type JsonObject } from '../../../src/model/json';
import { lint } from '../../../src/model/lint/lint';
import { readLevels, RULES, ruleOf, type Level } from '../../../src/model/lint/rules';
import type { LintContext } from '../../../src/model/lint/surroundings';
import { translate } from '../../../src/model/message';
import type { ServiceProfile } from '../../../src/model/service';
import { SERVICES } from '../../../src/model/services';
import { functionCompute2 as fc2 } from '../../../src/model/services/functionCompute2';
import { functionCompute3 as fc3 } from '../../../src/model/services/functionCompute3';
import { functionGraphHuawei as huawei } from '../../../src/model/services/functionGraphHuawei';
import { readJson as readFile } from '../../sources';

const project = '0123456789abcdef0123456789abcdef';
const urn = (name: string, qualifier = 'latest') =>
  `urn:fss:cn-north-4:${project}:function:default:${name}:${qualifier}`;
const run = (func_urn: string): JsonObject => ({ destination: 'FunctionGraph', param: { func_urn } });
const onFailure = (destination: Json): JsonObject => ({ destination_config: { on_failure: destination } });
const self: LintContext = { self: urn('hello'), region: 'cn-north-4' };
const arn = (rest: string) => `acs:fc:cn-shanghai:1234567890123456:${rest}`;

function found(document: Json, context: LintContext = {}, profile: ServiceProfile = huawei): string[] {
  return lint(profile, document, context).map(
    ({ severity, rule = '', path, message }) => `${severity} ${rule} ${path}: ${translate(message)}`,
  );
}

function ruled(rule: string, document: Json, context: LintContext = {}, profile = huawei) {
  return lint(profile, document, context).filter((finding) => finding.rule === rule);
}

/** The document with one fix of one finding in it, written into a text with a comment. */
function mended(
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

describe('each rule', () => {
  it('own-destination: also of Function Compute, whatever the qualifier; the fix removes it', () => {
    const document = onFailure(run(urn('hello', '!prod')));
    const [finding] = ruled('own-destination', document, self);
    expect(finding?.path).toBe('destination_config.on_failure.param.func_urn');
    expect(mended(huawei, document, finding as Finding)).toEqual({});
    const both = {
      destinationConfig: { onSuccess: { destination: arn('functions/hello/prod') }, onFailure: null },
    } as unknown as JsonObject;
    const own = ruled('own-destination', both, { self: arn('functions/hello/LATEST') }, fc3);
    expect(own.map(({ path }) => path)).toEqual(['destinationConfig.onSuccess.destination']);
    expect(mended(fc3, both, own[0] as Finding)).toEqual({ destinationConfig: { onFailure: null } });
    const dotted = { destinationConfig: { onFailure: { destination: arn('services/s.2/functions/f') } } };
    expect(ruled('own-destination', dotted, { self: arn('services/s.1/functions/f') }, fc2)).toHaveLength(1);
    expect(ruled('own-destination', dotted, { self: arn('services/t.1/functions/f') }, fc2)).toEqual([]);
  });

  it('destination-cycle: across several functions, by the config of the version that is called', () => {
    const configs: Record<string, JsonObject> = {
      'b@latest': { destination_config: { on_success: run(urn('c', 'v1')) } },
      'c@v1': onFailure(run(urn('hello', 'v3'))),
    };
    const around = { configOf: (_: string, name: string, q: string) => configs[`${name}@${q}`] };
    const document = onFailure(run(urn('b')));
    const [finding] = ruled('destination-cycle', document, { ...self, around });
    expect(translate((finding as Finding).message)).toContain(
      'default/hello → default/b → default/c → default/hello',
    );
    expect(mended(huawei, document, finding as Finding)).toEqual({});
    delete configs['c@v1'];
    expect(ruled('destination-cycle', document, { ...self, around })).toEqual([]);
  });

  it('other-region: functions, topics and queues; the fix keeps the rest of the name', () => {
    const smn = onFailure({ destination: 'SMN', param: { topic_urn: `urn:smn:eu-de:${project}:alerts` } });
    const [finding] = ruled('other-region', smn, self);
    expect(translate((finding as Finding).message)).toBe('This target is in another region (eu-de).');
    expect(mended(huawei, smn, finding as Finding)).toEqual(
      onFailure({ destination: 'SMN', param: { topic_urn: `urn:smn:cn-north-4:${project}:alerts` } }),
    );
    const queue = {
      destinationConfig: { onFailure: { destination: 'acs:mns:cn-beijing::/queues/q/messages' } },
    };
    const [far] = ruled('other-region', queue, { region: 'cn-shanghai' }, fc3);
    expect(mended(fc3, queue, far as Finding)).toEqual({
      destinationConfig: { onFailure: { destination: 'acs:mns:cn-shanghai::/queues/q/messages' } },
    });
  });

  it('malformed-target: refused, unless the setting says otherwise', () => {
    const document = onFailure(run('urn:fss:oops'));
    const [finding] = ruled('malformed-target', document);
    expect(finding?.severity).toBe('error');
    expect(ruled('malformed-target', document, { levels: { 'malformed-target': 'info' } })[0]?.severity).toBe(
      'info',
    );
    expect(
      ruled('malformed-target', { destinationConfig: { onFailure: { destination: 'mns' } } }, {}, fc3),
    ).toHaveLength(1);
  });

  it('missing-target: only where the whole list is known, and only in the own project and region', () => {
    const document = onFailure(run(urn('gone')));
    const lists = (has: boolean | undefined) => ({ ...self, around: { has: () => has } });
    expect(ruled('missing-target', document, lists(false))).toHaveLength(1);
    expect(ruled('missing-target', document, lists(undefined))).toEqual([]);
    expect(ruled('missing-target', document, lists(true))).toEqual([]);
    const elsewhere = onFailure(run(urn('gone').replace(project, 'f'.repeat(32))));
    expect(ruled('missing-target', elsewhere, lists(false))).toEqual([]);
    // Functions of the other generation are in no list of this one.
    const older = { destinationConfig: { onFailure: { destination: arn('services/s/functions/gone') } } };
    const context = { self: arn('functions/hello'), around: { has: () => false } };
    expect(ruled('missing-target', older, context, fc3)).toEqual([]);
  });

  it('no-failure-destination: louder where there is no retry either', () => {
    expect(found({ max_async_retry_attempts: 2 })).toEqual([
      'info no-failure-destination destination_config.on_failure: No failure destination: what fails after the last retry is lost.',
    ]);
    const none = { max_async_retry_attempts: 0 };
    expect(found(none)).toEqual([
      'warning no-failure-destination-no-retry destination_config.on_failure: Neither a retry nor a failure destination: what fails once is lost.',
    ]);
    const [finding] = ruled('no-failure-destination-no-retry', none);
    expect(mended(huawei, none, finding as Finding)).toEqual({ max_async_retry_attempts: 1 });
    const success = { destination: 'DIS', param: { stream_name: 's' } };
    const half = { destination_config: { on_success: success } };
    const [one] = ruled('no-failure-destination', half);
    expect(mended(huawei, half, one as Finding)).toEqual({
      destination_config: { on_success: success, on_failure: success },
    });
  });

  it('kept-for-ever: 0, and silence', () => {
    const bucket = (param: JsonObject) =>
      onFailure({ destination: 'OBS', param: { bucket: 'abc', ...param } });
    expect(ruled('kept-for-ever', bucket({ expires: 7 }))).toEqual([]);
    expect(ruled('kept-for-ever', bucket({}))).toHaveLength(1);
    const [finding] = ruled('kept-for-ever', bucket({ expires: 0 }));
    expect(mended(huawei, bucket({ expires: 0 }), finding as Finding)).toEqual(bucket({ expires: 30 }));
    const over = bucket({ expires: 400 });
    const refused = lint(huawei, over).find(({ severity }) => severity === 'error');
    expect(mended(huawei, over, refused as Finding)).toEqual(bucket({ expires: 365 }));
  });

  it('unused-alias: FunctionGraph only', () => {
    const alias = { around: { qualifier: '!prod' } };
    expect(ruled('unused-alias', {}, alias)).toHaveLength(1);
    expect(ruled('unused-alias', {}, { around: { qualifier: 'v1' } })).toEqual([]);
    expect(ruled('unused-alias', {}, alias, fc3)).toEqual([]);
  });

  it('can be set to any level; what the service has as it is keeps nothing from being saved', () => {
    const document = { max_async_retry_attempts: 0 };
    const rule = 'no-failure-destination-no-retry';
    const severity = (level: Level, serviceCopy?: JsonObject) =>
      ruled(rule, document, { levels: { [rule]: level }, ...(serviceCopy && { serviceCopy }) }).map(
        (finding) => finding.severity,
      );
    expect((['off', 'info', 'warning', 'error'] as const).map((level) => severity(level))).toEqual([
      [],
      ['info'],
      ['warning'],
      ['error'],
    ]);
    expect(severity('error', { max_async_retry_attempts: 3 })).toEqual(['warning']);
    expect(severity('info', {})).toEqual(['info']);
  });
});

describe('with random values', () => {
  const seed = 20_261_121;

  it('age-too-short speaks exactly where the attempts may need longer, and its fixes silence it', () => {
    const values = fc.record({
      profile: fc.constantFrom(...SERVICES),
      age: fc.option(fc.integer({ min: 1, max: 86_400 })),
      retries: fc.option(fc.integer({ min: 0, max: 3 })),
      timeoutSeconds: fc.integer({ min: 1, max: 86_400 }),
    });
    fc.assert(
      fc.property(values, ({ profile, age, retries, timeoutSeconds }) => {
        const [ageField, retryField] = profile.fields;
        if (ageField?.kind !== 'number' || retryField?.kind !== 'number') throw new Error('no numbers');
        const document: JsonObject = {
          ...(age !== null && { [ageField.key]: age }),
          ...(retries !== null && { [retryField.key]: retries }),
        };
        const context = { around: { timeoutSeconds } };
        const attempts = (retries ?? retryField.byDefault) + 1;
        const short = (age ?? ageField.byDefault) < timeoutSeconds * attempts;
        const findings = ruled('age-too-short', document, context, profile);
        expect(findings).toHaveLength(short ? 1 : 0);
        for (const finding of findings) {
          for (const index of (finding.fixes ?? []).keys()) {
            const after = mended(profile, document, finding, index);
            expect(ruled('age-too-short', after, context, profile)).toEqual([]);
            expect(lint(profile, after).some(({ severity }) => severity === 'error')).toBe(false);
          }
        }
      }),
      { seed, numRuns: 400 },
    );
  });

  it('destination-cycle finds a way back exactly where the graph of destinations has one', () => {
    const size = 6;
    const node = fc.integer({ min: 0, max: size - 1 });
    const edges = fc.array(fc.tuple(fc.option(node), fc.option(node)), { minLength: size, maxLength: size });
    fc.assert(
      fc.property(edges, (graph) => {
        const side = (to: number | null | undefined) =>
          to === null || to === undefined ? undefined : run(urn(`f${to}`));
        const documentOf = ([success, failure]: readonly (number | null)[]): JsonObject => {
          const sides = { on_success: side(success), on_failure: side(failure) };
          const kept = Object.entries(sides).filter(([, value]) => value !== undefined);
          return { destination_config: Object.fromEntries(kept) as JsonObject };
        };
        const configOf = (_: string, name: string) => documentOf(graph[Number(name.slice(1))] ?? []);
        const context = { self: urn('f0'), region: 'cn-north-4', around: { configOf } };
        const reached = (from: number): ReadonlySet<number> => {
          const seen = new Set<number>();
          const visit = (at: number): void => {
            for (const to of graph[at] ?? []) {
              if (to === null || seen.has(to)) continue;
              seen.add(to);
              if (to !== 0) visit(to);
            }
          };
          visit(from);
          return seen;
        };
        const expected = (graph[0] ?? []).map((to) => to !== null && to !== 0 && reached(to).has(0));
        const paths = ruled('destination-cycle', documentOf(graph[0] ?? []), context).map(({ path }) => path);
        expect(['on_success', 'on_failure'].map((key) => paths.some((path) => path.includes(key)))).toEqual(
          expected,
        );
      }),
      { seed, numRuns: 500 },
    );
  });

  it('never throws, and every fix leaves a document in which its finding is gone', () => {
    const names = fc.constantFrom('hello', 'b', 'gone');
    const target = fc.oneof(
      names.map((name) => run(urn(name))),
      fc.constant({ destination: 'OBS', param: { bucket: 'abc', expires: 0 } }),
      fc.constant({ destination: 'SMN', param: { topic_urn: `urn:smn:eu-de:${project}:alerts` } }),
      fc.json().map((text) => readJson(text)),
    );
    const document = fc.record(
      {
        max_async_event_age_in_seconds: fc.oneof(fc.integer(), fc.integer({ min: 1, max: 100 })),
        max_async_retry_attempts: fc.integer({ min: -2, max: 12 }),
        destination_config: fc.record({ on_success: target, on_failure: target }, { requiredKeys: [] }),
      },
      { requiredKeys: [] },
    );
    const around = {
      qualifier: 'latest',
      timeoutSeconds: 30,
      has: (_: string, name: string) => name !== 'gone',
      configOf: (_: string, name: string) => (name === 'b' ? onFailure(run(urn('hello'))) : undefined),
    };
    fc.assert(
      fc.property(document, (value) => {
        const json = value as unknown as JsonObject;
        const context = { ...self, around };
        for (const finding of lint(huawei, json, context)) {
          for (const index of (finding.fixes ?? []).keys()) {
            const after = lint(huawei, mended(huawei, json, finding, index), context);
            const same = after.some(
              ({ path, rule, message }) =>
                path === finding.path && rule === finding.rule && message.text === finding.message.text,
            );
            expect(same, `${finding.rule ?? ''} ${finding.path}`).toBe(false);
          }
        }
      }),
      { seed, numRuns: 400 },
    );
  });
});

describe('the table of rules', () => {
  it('is what the settings offer, with the same levels', () => {
    const { contributes } = readFile('package.json') as {
      contributes: {
        configuration: { properties: Record<string, { properties?: Record<string, { default: string }> }> };
      };
    };
    const offered = contributes.configuration.properties['fndeck.lint.rules']?.properties ?? {};
    expect(Object.entries(offered).map(([id, { default: level }]) => [id, level])).toEqual(
      RULES.map(({ id, level }) => [id, level]),
    );
  });

  it('reads levels from any setting', () => {
    expect(readLevels({ 'age-too-short': 'off', 'kept-for-ever': 'loud', other: 'off' })).toEqual({
      'age-too-short': 'off',
    });
    expect(readLevels('off')).toEqual({});
    expect(() => ruleOf('none')).toThrow(RangeError);
  });
});
