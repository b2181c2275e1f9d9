import { existsSync } from 'node:fs';
import { readJson } from './harness/project.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */
/** @typedef {{ kind: 'vitest' | 'mocha' | 'playwright', file: string }} Report */

/**
 * Test cases of a runner's JSON report; none where it left no report.
 * @param {Report} report
 * @returns {Counts}
 */
export function countsOf({ kind, file }) {
  if (!existsSync(file)) return { passed: 0, failed: 0, skipped: 0 };
  return READERS[kind](readJson(file));
}

/** @type {Readonly<Record<Report['kind'], (report: unknown) => Counts>>} */
const READERS = {
  vitest(report) {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } =
      /** @type {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number }} */ (
        report
      );
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
  },
  /** As test/vscode/index.ts writes it. */
  mocha(report) {
    const { tests } = /** @type {{ tests: readonly { state: string }[] }} */ (report);
    const count = (/** @type {string} */ state) => tests.filter((test) => test.state === state).length;
    return { passed: count('passed'), failed: count('failed'), skipped: count('pending') };
  },
  playwright(report) {
    const { stats } =
      /** @type {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number } }} */ (
        report
      );
    return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped };
  },
};
