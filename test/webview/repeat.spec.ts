import type { Run, RunOutcome } from '../../src/model/repeat/run';
import type { FromRepeatPage, RepeatState } from '../../src/webview/repeat/protocol';
import { expectAccessible } from './stage/accessibility';
import type { RepeatStage, ShownSeries } from './stage/repeatHost';
import { expect, testsOf, type Page } from './stage/shownPage';

const test = testsOf<ShownSeries>('repeat', 'repeatHost.ts');

const STATE: RepeatState = {
  title: 'demo/hello-node@latest',
  context: 'Production · FunctionGraph (Huawei Cloud) · 20 Aug 2026, 12:00:00',
  phase: 'over',
  runs: 100,
  atOnce: 5,
};

/** Runs 100 ms apart; every tenth is of a cold start, and some end otherwise. */
function runsOf(count: number): Run[] {
  return Array.from({ length: count }, (_, i): Run => {
    const sent = { number: i + 1, at: i * 100, requestId: `5b3e9f0${String(i)}-87b0-43ab` };
    const ended = (outcome: RunOutcome, code?: string): Run => ({
      ...sent,
      ...{ outcome, elapsedMs: 40 },
      ...(code !== undefined && { code }),
    });
    if (i % 17 === 3) return ended('throttled', 'FSS.0429');
    if (i % 29 === 5) return ended('timeout');
    const coldStart = i % 10 === 0;
    const durationMs = (coldStart ? 300 : 12) + ((i * 7) % 13);
    if (i % 13 === 4) return { ...ended('functionError', 'TypeError'), durationMs, coldStart };
    return { ...ended('succeeded'), durationMs, ...(i % 3 !== 1 && { coldStart }) };
  });
}

const OVER: ShownSeries = { state: STATE, runs: runsOf(100) };
const RUNNING: ShownSeries = {
  state: { ...STATE, phase: 'running' },
  runs: runsOf(100).map((run, i): Run => {
    if (i >= 45) return { number: run.number, outcome: 'waiting' };
    return i < 40 ? run : { number: run.number, outcome: 'sending', at: i * 100 };
  }),
};
const hostile = '<img src=x onerror=alert(1)> [a](command:b) $(zap)';
const BROKEN: ShownSeries = {
  state: { ...STATE, title: hostile, problem: `The service did not accept who you are. ${hostile}` },
  runs: runsOf(100).map((run, i): Run => {
    if (i > 2) return { number: run.number, outcome: 'notSent' };
    return { ...run, outcome: 'refused', code: hostile };
  }),
};
const NOTHING: ShownSeries = {
  state: { ...STATE, phase: 'cutOff', runs: 2 },
  runs: [
    { number: 1, at: 0, outcome: 'cutOff' },
    { number: 2, outcome: 'notSent' },
  ],
};
/** A service that measures nothing and tells of no start. */
const SILENT: ShownSeries = {
  state: { ...STATE, runs: 1000, atOnce: 50 },
  runs: Array.from({ length: 1000 }, (_, i): Run => {
    return { number: i + 1, at: i * 3, outcome: 'succeeded', elapsedMs: 80 + ((i * 31) % 57) };
  }),
};
const STATES = { OVER, RUNNING, BROKEN, NOTHING, SILENT };

const sent = (page: Page): Promise<readonly FromRepeatPage[]> =>
  page.evaluate(() => (window as unknown as { repeatStage: RepeatStage }).repeatStage.sent);
const show = (page: Page, series: ShownSeries): Promise<void> =>
  page.evaluate((text) => {
    const { repeatStage } = window as unknown as { repeatStage: RepeatStage };
    repeatStage.show(JSON.parse(text) as ShownSeries);
  }, JSON.stringify(series));

for (const [name, state] of Object.entries(STATES)) {
  test(`axe finds nothing in repeated runs in any theme: ${name}`, async ({ page, server, complaints }) => {
    await server.open(page, { state });
    await expectAccessible(page, `repeat ${name}`, [300, 1200]);
    expect(complaints).toEqual([]);
  });
}

const rows = (page: Page) => page.getByRole('table', { name: 'Percentiles of durations' }).getByRole('row');

test('percentiles stand apart for cold and warm starts, and for those that nobody knows', async ({
  page,
  server,
}) => {
  await server.open(page, { state: OVER });
  await expect(rows(page)).toHaveCount(5);
  await expect(rows(page).nth(2)).toContainText('Cold start');
  await expect(page.getByText(/^As the service measured them\..* 10 runs have no duration\./)).toBeVisible();
  const endings = page.getByRole('table', { name: 'How the runs ended' });
  await expect(endings.getByRole('row', { name: /Throttled FSS\.0429 6 6 %/ })).toBeVisible();
  await expect(endings.getByRole('row', { name: /Function error TypeError/ })).toBeVisible();
  await show(page, SILENT);
  await expect(rows(page).nth(1)).toContainText('1000');
});

test('times from here are called so where the service measures nothing', async ({ page, server }) => {
  await server.open(page, { state: SILENT });
  await expect(page.getByText(/^The service measured nothing:/)).toBeVisible();
  await expect(rows(page)).toHaveCount(2);
});

test('the brush selects runs by the keyboard, and all that is shown is of these', async ({
  page,
  server,
  complaints,
}) => {
  await server.open(page, { state: OVER });
  await expect(page.getByText('All 100 runs', { exact: true })).toBeVisible();
  const from = page.getByRole('slider', { name: 'Show runs sent from' });
  const until = page.getByRole('slider', { name: 'Show runs sent until' });
  await from.focus();
  for (let i = 0; i < 5; i++) await page.keyboard.press('PageUp');
  await until.focus();
  for (let i = 0; i < 4; i++) await page.keyboard.press('PageDown');
  // From 4.95 s to 5.94 s.
  await expect(until).toHaveAttribute('aria-valuetext', '5.94 s');
  await expect(page.getByText('10 of 100 runs, sent from 4.95 s to 5.94 s', { exact: true })).toBeVisible();
  await expect(page.getByRole('status')).toContainText('10 of 100 runs');
  const grid = page.getByRole('grid', { name: 'Runs' });
  await expect(grid).toHaveAttribute('aria-rowcount', '11');
  await expect(rows(page).nth(1)).toContainText(/All\s*9/);
  await page.getByRole('button', { name: 'Export CSV…' }).click();
  const numbers = Array.from({ length: 10 }, (_, i) => 51 + i);
  expect((await sent(page)).at(-1)).toEqual({ type: 'export', as: 'csv', numbers });
  await from.focus();
  await page.keyboard.press('Escape');
  await expect(page.getByText('All 100 runs', { exact: true })).toBeVisible();
  await expect(grid).toHaveAttribute('aria-rowcount', '101');
  expect(complaints).toEqual([]);
});

test('the brush selects runs by the mouse, and a click or a button takes that back', async ({
  page,
  server,
}) => {
  await server.open(page, { state: OVER });
  const box = await page.locator('.brush').boundingBox();
  if (!box) throw new Error('there is no brush');
  const at = (share: number) => [box.x + box.width * share, box.y + box.height / 2] as const;
  const drag = async (from: number, to: number): Promise<void> => {
    await page.mouse.move(...at(from));
    await page.mouse.down();
    await page.mouse.move(...at((from + to) / 2));
    await page.mouse.move(...at(to));
    await page.mouse.up();
  };
  await drag(0.26, 0.51);
  const grid = page.getByRole('grid', { name: 'Runs' });
  await expect(grid).toHaveAttribute('aria-rowcount', '26');
  // An edge alone can be dragged, too.
  await drag(0.51, 0.71);
  await expect(grid).toHaveAttribute('aria-rowcount', '46');
  await page.mouse.click(...at(0.9));
  await expect(grid).toHaveAttribute('aria-rowcount', '101');
  await drag(0.9, 0.2);
  await page.getByRole('button', { name: 'Show All Runs' }).click();
  await expect(grid).toHaveAttribute('aria-rowcount', '101');
});

test('the table goes by the keyboard, sorts, and Enter opens a run', async ({ page, server }) => {
  await server.open(page, { state: SILENT });
  const grid = page.getByRole('grid', { name: 'Runs' });
  await grid.getByRole('button', { name: 'Duration' }).click();
  await grid.getByRole('button', { name: 'Duration' }).click();
  await expect(grid.getByRole('columnheader', { name: 'Duration' })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
  const first = grid.locator('[data-number][tabindex="0"]');
  await first.focus();
  await page.keyboard.press('Home');
  await expect(grid.locator(':focus')).toContainText('136 ms');
  await page.keyboard.press('End');
  await expect(grid.locator(':focus')).toHaveAttribute('aria-rowindex', '1001');
  await expect(grid.locator(':focus')).toContainText('80 ms');
  // Not a thousand of them are in the page.
  expect(await grid.locator('[data-number]').count()).toBeLessThan(60);
  const number = Number(await grid.locator(':focus').getAttribute('data-number'));
  await page.keyboard.press('Enter');
  expect((await sent(page)).at(-1)).toEqual({ type: 'open', number });
});

test('runs under way are counted, stopped and given up, and the focus stays on a button', async ({
  page,
  server,
}) => {
  await server.open(page, { state: RUNNING });
  await expect(page.getByText('40 of 100 runs have ended · 5 under way · at most 5 at a time')).toBeVisible();
  await expect(page.getByRole('progressbar')).toHaveAttribute('value', '40');
  await expect(page.getByRole('row', { name: /^(Waits|Under way) \d/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Stop Sending' }).click();
  await show(page, { state: { ...STATE, phase: 'stopping' }, runs: [] });
  await expect(page.getByRole('button', { name: 'Do Not Wait' })).toBeFocused();
  await page.keyboard.press('Enter');
  expect((await sent(page)).slice(1)).toEqual([{ type: 'stop' }, { type: 'abandon' }]);
  const left = RUNNING.runs.slice(40).map((run): Run => {
    return run.outcome === 'sending' ? { ...run, outcome: 'cancelled' } : { ...run, outcome: 'notSent' };
  });
  await show(page, { state: STATE, runs: left });
  await expect(page.getByRole('status')).toHaveText(
    '45 of 100 runs have ended · 55 not sent · at most 5 at a time',
  );
  const endings = page.getByRole('table', { name: 'How the runs ended' });
  await expect(endings.getByRole('row', { name: /Cancelled, outcome unknown 5 5 %/ })).toBeVisible();
  await expect(page.getByRole('progressbar')).toBeHidden();
});

test('what comes from outside stays text', async ({ page, server, complaints }) => {
  await server.open(page, { state: BROKEN });
  await expect(page.getByRole('alert')).toContainText('Nothing more was sent.');
  await expect(page.getByText(hostile).first()).toBeVisible();
  expect(await page.locator('img').count()).toBe(0);
  expect(complaints).toEqual([]);
});
