import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson, type JsonObject } from '../../../src/model/json';
import { lint } from '../../../src/model/lint/lint';
import { SERVICES } from '../../../src/model/services';
import { functionGraphHuawei as huawei } from '../../../src/model/services/functionGraphHuawei';
import { project, urn, run, onFailure, self, ruled, mended } from './lintedDocuments';

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
