// npm test [-- step...]      everything, or some steps with what they need: `npm test -- unit vscode`
// From a fresh clone to a verdict; needs Node.js, npm and, where Chromium or Python is missing, apt as root.
// Steps that leave a core to others run beside each other; each one's output is printed in one piece when it has ended.
// The last line is `N passed, N failed`: test cases of all runners, and one failure for each step that died. Tests that
// passed at their second try only are counted as passed, and named as flaky. What failed is told once more at the end,
// where also a log that was cut off at its beginning has it.
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { endWithSignals } from './harness/processes.mjs';
import { OUT } from './harness/project.mjs';
import { NO_TESTS, countsOf } from './reports.mjs';
import { beginnable } from './schedule.mjs';
import { STEPS } from './steps.mjs';

/** @typedef {import('./steps.mjs').Step} Step */
/** @typedef {import('./reports.mjs').Counts & { step: Step, outcome: 'ok' | 'failed' | 'not run', seconds: number }} Row */

/** How much of a failure is told at the end: the message, not the whole stack. */
const FAILURE_LINES = 12;

/** What the steps share; the time limits of the tests are made for two. */
const CORES = Math.min(availableParallelism(), 2);

endWithSignals();
const steps = chosen(process.argv.slice(2));
const start = Date.now();
const rows = await runAll();
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

/** Runs the chosen steps, each as soon as what it needs is there. @returns {Promise<readonly Row[]>} in their order */
async function runAll() {
  const ended = /** @type {Map<Step, Row>} */ (new Map());
  const running = /** @type {Map<Step, Promise<void>>} */ (new Map());
  for (;;) {
    const outcomes = new Map([...ended].map(([step, { outcome }]) => [step.name, outcome === 'ok']));
    const { begin, blocked } = beginnable(steps, outcomes, new Set(running.keys()), CORES);
    for (const step of blocked) {
      const failures = [{ title: 'not run', error: `needs ${step.needs.join(', ')}` }];
      ended.set(step, { ...NO_TESTS, step, outcome: 'not run', failures, seconds: 0 });
    }
    for (const step of begin) {
      const row = run(step).then((one) => void (ended.set(step, one), running.delete(step)));
      running.set(step, row);
    }
    if (begin.length === 0 && blocked.length === 0) {
      if (running.size === 0) break;
      await Promise.race(running.values());
    }
  }
  return steps.flatMap((step) => ended.get(step) ?? []);
}

/** @param {Step} step @returns {Promise<Row>} */
async function run(step) {
  if (step.report) rmSync(step.report.file, { force: true });
  const began = Date.now();
  const ended = await printed(step);
  const seconds = (Date.now() - began) / 1000;
  const counts = step.report ? countsOf(step.report) : NO_TESTS;
  const noTests = step.report !== undefined && counts.passed + counts.failures.length === 0;
  // A runner that fails without a failed test (a file that does not load, a crash) is a failure all the same.
  const died = counts.failures.length === 0 && (!ended || noTests);
  const failures = died
    ? [{ title: noTests ? 'ran no test' : 'ended with an error', error: '' }]
    : counts.failures;
  return { step, outcome: failures.length === 0 ? 'ok' : 'failed', ...counts, failures, seconds };
}

/** Runs a step and prints what it says: as it comes where nothing runs beside it, else when it has ended. @param {Step} step */
async function printed(step) {
  if (step.cores >= CORES || steps.every((other) => other === step || other.cores >= CORES)) {
    console.log(`\n=== ${step.name}`);
    return attempt(() => step.run('inherit'));
  }
  console.log(`\n=== ${step.name} begins (${((Date.now() - start) / 1000).toFixed(0)} s)`);
  mkdirSync(OUT, { recursive: true });
  const file = join(OUT, `${step.name.replace(':', '-')}.log`);
  const log = openSync(file, 'w');
  const ended = await attempt(() => step.run(log));
  closeSync(log);
  console.log(`\n=== ${step.name}`);
  process.stdout.write(readFileSync(file));
  return ended;
}

/** @param {() => Promise<boolean>} work */
async function attempt(work) {
  try {
    return await work();
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
      `${counts.passed} passed, ${counts.failures.length} failed`,
      ...(counts.skipped > 0 ? [`${counts.skipped} skipped`] : []),
      ...(counts.flaky.length > 0 ? [`${counts.flaky.length} flaky`] : []),
    ].join(', ');
    const time = `${seconds.toFixed(1).padStart(6)} s`;
    console.log(`${step.name.padEnd(width)}  ${outcome.padEnd(7)}  ${time}  ${step.report ? said : ''}`);
  }
  const flaky = rows.flatMap((row) => row.flaky.map((title) => `${row.step.name}: ${title}`));
  if (flaky.length > 0) console.log(['', 'Flaky, passed at the second try:', ...flaky].join('\n'));
  for (const { step, failures } of rows)
    for (const { title, error } of failures) {
      const lines = error.split('\n').slice(0, FAILURE_LINES);
      console.log(['', `Failed in ${step.name}: ${title}`, ...lines.map((line) => `  ${line}`)].join('\n'));
    }
  const failed = rows.reduce((sum, row) => sum + row.failures.length, 0);
  const passed = rows.reduce((sum, row) => sum + row.passed, 0);
  process.exitCode = failed === 0 ? 0 : 1;
  console.log(`\n${((Date.now() - start) / 1000).toFixed(0)} s`);
  console.log(`${passed} passed, ${failed} failed`);
}
