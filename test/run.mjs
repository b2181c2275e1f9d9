// npm test [-- step...]      everything, or some steps with what they need: `npm test -- unit vscode`
// From a fresh clone to a verdict; needs Node.js, npm and, where Chromium or Python is missing, apt as root.
// The last line is `N passed, N failed`: test cases of all runners, and one failure for each step that died. Tests that
// passed at their second try only are counted as passed, and named as flaky.
import { rmSync } from 'node:fs';
import { endWithSignals } from './harness/processes.mjs';
import { NO_TESTS, countsOf } from './reports.mjs';
import { STEPS } from './steps.mjs';

/** @typedef {import('./steps.mjs').Step} Step */
/** @typedef {import('./reports.mjs').Counts & { step: Step, outcome: 'ok' | 'failed' | 'not run', seconds: number }} Row */

endWithSignals();
const rows = /** @type {Row[]} */ ([]);
for (const step of chosen(process.argv.slice(2))) {
  const blocked = step.needs.some((name) =>
    rows.some((row) => row.step.name === name && row.outcome !== 'ok'),
  );
  rows.push(blocked ? { ...NO_TESTS, step, outcome: 'not run', failed: 1, seconds: 0 } : run(step));
}
print();

/**
 * The steps that were asked for, by name or by the first word of it, and those that they need; all without names.
 * @param {readonly string[]} names
 */
function chosen(names) {
  for (const name of names) {
    if (!STEPS.some((step) => answersTo(step, name))) {
      console.error(`There is no step ${name}. Steps: ${STEPS.map((step) => step.name).join(', ')}`);
      process.exit(2);
    }
  }
  const wanted = new Set(
    names.length === 0 ? STEPS : STEPS.filter((step) => names.some((name) => answersTo(step, name))),
  );
  for (const step of [...STEPS].reverse()) {
    if (wanted.has(step))
      for (const need of STEPS.filter(({ name }) => step.needs.includes(name))) wanted.add(need);
  }
  return STEPS.filter((step) => wanted.has(step));
}

/** @param {Step} step @param {string} name */
function answersTo(step, name) {
  return step.name === name || step.name.startsWith(`${name}:`);
}

/** @param {Step} step @returns {Row} */
function run(step) {
  console.log(`\n=== ${step.name}`);
  if (step.report) rmSync(step.report.file, { force: true });
  const start = Date.now();
  const ended = attempt(step.run);
  const seconds = (Date.now() - start) / 1000;
  const counts = step.report ? countsOf(step.report) : NO_TESTS;
  const noTests = step.report !== undefined && counts.passed + counts.failed === 0;
  if (noTests) console.error(`${step.name} ran no test`);
  // A runner that fails without a failed test (a file that does not load, a crash) is a failure all the same.
  const failed = counts.failed === 0 && (!ended || noTests) ? 1 : counts.failed;
  return { step, outcome: failed === 0 ? 'ok' : 'failed', ...counts, failed, seconds };
}

/** @param {() => boolean} work */
function attempt(work) {
  try {
    return work();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return false;
  }
}

function print() {
  const width = Math.max(...rows.map(({ step }) => step.name.length));
  console.log('');
  for (const { step, outcome, seconds, ...counts } of rows) {
    const said = [
      `${counts.passed} passed, ${counts.failed} failed`,
      ...(counts.skipped > 0 ? [`${counts.skipped} skipped`] : []),
      ...(counts.flaky.length > 0 ? [`${counts.flaky.length} flaky`] : []),
    ].join(', ');
    const time = `${seconds.toFixed(1).padStart(6)} s`;
    console.log(`${step.name.padEnd(width)}  ${outcome.padEnd(7)}  ${time}  ${step.report ? said : ''}`);
  }
  const flaky = rows.flatMap((row) => row.flaky.map((title) => `${row.step.name}: ${title}`));
  if (flaky.length > 0) console.log(['', 'Flaky, passed at the second try:', ...flaky].join('\n'));
  const failed = rows.reduce((sum, row) => sum + row.failed, 0);
  const passed = rows.reduce((sum, row) => sum + row.passed, 0);
  process.exitCode = failed === 0 ? 0 : 1;
  console.log(`\n${passed} passed, ${failed} failed`);
}
