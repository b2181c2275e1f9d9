import { existsSync } from 'node:fs';
import { readJson } from './harness/project.mjs';

/**
 * @typedef {object} Counts
 * @property {number} passed flaky ones included
 * @property {number} failed
 * @property {number} skipped
 * @property {readonly string[]} flaky titles of the tests that passed, but not at the first try
 */
/** @typedef {{ kind: 'vitest' | 'mocha' | 'playwright', file: string }} Report */

/** @type {Counts} */
export const NO_TESTS = { passed: 0, failed: 0, skipped: 0, flaky: [] };

/**
 * Test cases of a runner's JSON report; none where it left no report.
 * @param {Report} report
 * @returns {Counts}
 */
export function countsOf({ kind, file }) {
  return existsSync(file) ? READERS[kind](readJson(file)) : NO_TESTS;
}

/** @typedef {{ title: string, specs?: readonly Spec[], suites?: readonly Suite[] }} Suite */
/** @typedef {{ title: string, tests: readonly { status: string }[] }} Spec */

/** @type {Readonly<Record<Report['kind'], (report: unknown) => Counts>>} */
const READERS = {
  /** Vitest tries nothing again. */
  vitest(report) {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } =
      /** @type {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number }} */ (
        report
      );
    const skipped = numPendingTests + numTodoTests;
    return { passed: numPassedTests, failed: numFailedTests, skipped, flaky: [] };
  },
  /** As test/vscode/index.ts writes it. */
  mocha(report) {
    const { tests } = /** @type {{ tests: readonly { title: string, state: string }[] }} */ (report);
    const titles = (/** @type {string} */ state) =>
      tests.filter((test) => test.state === state).map(({ title }) => title);
    const flaky = titles('flaky');
    const passed = titles('passed').length + flaky.length;
    return { passed, failed: titles('failed').length, skipped: titles('pending').length, flaky };
  },
  playwright(report) {
    const { stats, suites } =
      /** @type {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number }, suites: readonly Suite[] }} */ (
        report
      );
    const flaky = suites.flatMap((suite) => titlesOfFlaky(suite, ''));
    return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped, flaky };
  },
};

/** @param {Suite} suite @param {string} before @returns {string[]} */
function titlesOfFlaky({ title, specs = [], suites = [] }, before) {
  const path = `${before}${title} › `;
  const own = specs.filter(({ tests }) => tests.some(({ status }) => status === 'flaky'));
  return [...own.map((spec) => path + spec.title), ...suites.flatMap((suite) => titlesOfFlaky(suite, path))];
}
