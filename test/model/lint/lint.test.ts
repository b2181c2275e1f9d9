import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/model/finding';
import type { Json, JsonObject } from '../../../src/model/json';
import { lint } from '../../../src/model/lint/lint';
import { readLevels, RULES, ruleOf, type Level } from '../../../src/model/lint/rules';
import type { LintContext } from '../../../src/model/lint/surroundings';
import { translate } from '../../../src/model/message';
import type { ServiceProfile } from '../../../src/model/service';
import { functionCompute2 as fc2 } from '../../../src/model/services/functionCompute2';
import { functionCompute3 as fc3 } from '../../../src/model/services/functionCompute3';
import { functionGraphHuawei as huawei } from '../../../src/model/services/functionGraphHuawei';
import { readJson as readFile } from '../../sources';
import { project, urn, run, onFailure, self, ruled, mended } from './lintedDocuments';

const arn = (rest: string) => `acs:fc:cn-shanghai:1234567890123456:${rest}`;

function found(document: Json, context: LintContext = {}, profile: ServiceProfile = huawei): string[] {
  return lint(profile, document, context).map(
    ({ severity, rule = '', path, message }) => `${severity} ${rule} ${path}: ${translate(message)}`,
  );
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
