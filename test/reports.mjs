import { existsSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { readJson } from './harness/project.mjs';

/** A test case that failed, and why, without colours. @typedef {{ title: string, error: string }} Failure */
/**
 * @typedef {object} Counts
 * @property {number} passed flaky ones included
 * @property {readonly Failure[]} failures
 * @property {number} skipped
 * @property {readonly string[]} flaky titles of the tests that passed, but not at the first try
 */
/** @typedef {{ kind: 'vitest' | 'mocha' | 'playwright', file: string }} Report */

/** @type {Counts} */
export const NO_TESTS = { passed: 0, failures: [], skipped: 0, flaky: [] };

/**
 * Test cases of a runner's JSON report; none where it left no report.
 * @param {Report} report
 * @returns {Counts}
 */
export function countsOf({ kind, file }) {
  return existsSync(file) ? READERS[kind](readJson(file)) : NO_TESTS;
}

/** @typedef {{ title: string, specs?: readonly Spec[], suites?: readonly Suite[] }} Suite */
/** @typedef {{ title: string, tests: readonly Try[] }} Spec */
/** @typedef {{ status: string, results: readonly { error?: { message?: string } }[] }} Try */
/** @typedef {{ status: string, fullName: string, failureMessages: readonly string[] }} Assertion */

/** @type {Readonly<Record<Report['kind'], (report: unknown) => Counts>>} */
const READERS = {
  /** Vitest tries nothing again. */
  vitest(report) {
    const { numPassedTests, numPendingTests, numTodoTests, testResults } =
      /** @type {{ numPassedTests: number, numPendingTests: number, numTodoTests: number, testResults: readonly { assertionResults: readonly Assertion[] }[] }} */ (
        report
      );
    const failures = testResults
      .flatMap(({ assertionResults }) => assertionResults.filter(({ status }) => status === 'failed'))
      .map(({ fullName, failureMessages }) => failure(fullName, failureMessages.join('\n')));
    return { passed: numPassedTests, failures, skipped: numPendingTests + numTodoTests, flaky: [] };
  },
  /** As test/vscode/index.ts writes it. */
  mocha(report) {
    const { tests } = /** @type {{ tests: readonly { title: string, state: string, error?: string }[] }} */ (
      report
    );
    const inState = (/** @type {string} */ state) => tests.filter((test) => test.state === state);
    const flaky = inState('flaky').map(({ title }) => title);
    const failures = inState('failed').map(({ title, error = '' }) => failure(title, error));
    const passed = inState('passed').length + flaky.length;
    return { passed, failures, skipped: inState('pending').length, flaky };
  },
  playwright(report) {
    const { stats, suites } =
      /** @type {{ stats: { expected: number, flaky: number, skipped: number }, suites: readonly Suite[] }} */ (
        report
      );
    const specs = suites.flatMap((suite) => specsOf(suite, ''));
    const failures = specs.flatMap(({ title, tests }) =>
      tests
        .filter(({ status }) => status === 'unexpected')
        .map(({ results }) => failure(title, results.at(-1)?.error?.message ?? '')),
    );
    const flaky = specs.filter(({ tests }) => tests.some(({ status }) => status === 'flaky'));
    return {
      passed: stats.expected + stats.flaky,
      failures,
      skipped: stats.skipped,
      flaky: flaky.map(({ title }) => title),
    };
  },
};

/** The test cases of a suite, each titled with the suites around it. @param {Suite} suite @param {string} before @returns {Spec[]} */
function specsOf({ title, specs = [], suites = [] }, before) {
  const path = `${before}${title} › `;
  const own = specs.map((spec) => ({ ...spec, title: path + spec.title }));
  return [...own, ...suites.flatMap((suite) => specsOf(suite, path))];
}

/** @param {string} title @param {string} error as a terminal shows it @returns {Failure} */
function failure(title, error) {
  return { title, error: stripVTControlCharacters(error) };
}
