import type { BulkRow, BulkRowState, BulkState, FromBulkPage } from '../../src/webview/bulk/protocol';
import type { BulkStage } from './stage/bulkHost';
import { expectAccessible } from './stage/accessibility';
import { expect, testsOf, type Page } from './stage/shownPage';

const test = testsOf<BulkState>('bulk', 'bulkHost.ts');

const hostile = '<img src=x onerror=alert(1)> [a](command:b) $(zap)';

function row(number: number, state: BulkRowState, changed: Partial<BulkRow> = {}): BulkRow {
  return {
    key: `orders ${String(number)}`,
    version: `default/orders-${String(number)}@latest`,
    where: 'Production · FunctionGraph (Huawei Cloud)',
    changes: [
      { field: 'Retries', from: '3 retries', to: 'no retries' },
      { field: 'Failure destination', from: 'none', to: 'SMN alerts' },
    ],
    findings: [],
    state,
    chosen: state === 'ready',
    ...changed,
  };
}

const CHOOSING: BulkState = {
  ...{ purpose: 'apply', what: 'default/orders@latest', phase: 'choosing', perSecond: 5 },
  ...{ isBegun: false, canUndo: false },
  rows: [
    row(1, 'ready'),
    row(2, 'ready', { findings: [{ severity: 'warning', text: 'OBS destination: no such kind.' }] }),
    row(3, 'ask', { why: 'Somebody has changed it since.' }),
    row(4, 'cannot', {
      why: 'The service would refuse it.',
      findings: [{ severity: 'error', text: 'Retries: at most 8.' }],
    }),
    row(5, 'same', { changes: [] }),
    row(6, 'ready', { version: hostile, changes: [{ field: hostile, from: hostile, to: hostile }] }),
  ],
};
const READING: BulkState = {
  ...CHOOSING,
  phase: 'reading',
  rows: [row(1, 'ready'), ...[2, 3].map((i) => row(i, 'reading', { changes: [] }))],
};
const RUNNING: BulkState = {
  ...CHOOSING,
  ...{ phase: 'running', isBegun: true },
  rows: [row(1, 'written'), row(2, 'sending'), row(3, 'waiting'), row(4, 'waiting')],
};
const OVER: BulkState = {
  ...CHOOSING,
  ...{ phase: 'over', isBegun: true, canUndo: true, problem: 'The connection broke.' },
  rows: [
    row(1, 'written', { why: 'The service changed: retries' }),
    row(2, 'failed', { why: 'The service failed.' }),
    row(3, 'skipped', { why: 'Somebody has changed it since this table was made: it is left as it is.' }),
    row(4, 'unknown'),
    row(5, 'ready'),
  ],
};
const STATES = { READING, CHOOSING, RUNNING, OVER };

const sent = (page: Page): Promise<readonly FromBulkPage[]> =>
  page.evaluate(() => (window as unknown as { bulkStage: BulkStage }).bulkStage.sent);
const show = (page: Page, state: BulkState): Promise<void> =>
  page.evaluate((text) => {
    const { bulkStage } = window as unknown as { bulkStage: BulkStage };
    bulkStage.show(JSON.parse(text) as BulkState);
  }, JSON.stringify(state));

for (const [name, state] of Object.entries(STATES)) {
  test(`axe finds nothing in a bulk apply in any theme: ${name}`, async ({ page, server, complaints }) => {
    await server.open(page, { state });
    await expectAccessible(page, `bulk ${name}`, [300, 1200]);
    expect(complaints).toEqual([]);
  });
}

test('what a person chooses is what the page asks for', async ({ page, server, complaints }) => {
  await server.open(page, { state: CHOOSING });
  await expect(
    page.getByText('6 versions · 3 chosen · 1 need no change · 1 cannot be changed'),
  ).toBeVisible();
  const boxes = page.getByRole('checkbox', { name: /^Change / });
  await expect(boxes.nth(3)).toBeDisabled();
  await expect(boxes.nth(4)).toBeDisabled();
  await boxes.nth(2).check();
  await page.getByRole('button', { name: 'Open the configuration of default/orders-2@latest' }).click();
  await page.getByRole('button', { name: 'Apply to 3 Versions' }).click();
  expect(await sent(page)).toEqual([
    { type: 'ready' },
    { type: 'choose', keys: ['orders 3'], chosen: true },
    { type: 'open', key: 'orders 2' },
    { type: 'start' },
  ]);
  expect(complaints).toEqual([]);
});

test('nothing can be sent before all is read', async ({ page, server }) => {
  await server.open(page, { state: READING });
  const start = page.getByRole('button', { name: 'Apply to 1 Version' });
  await expect(start).toHaveAttribute('aria-disabled', 'true');
  await start.click({ force: true });
  expect(await sent(page)).toEqual([{ type: 'ready' }]);
  await expect(page.getByText('3 versions · 2 still being read · 1 chosen')).toBeVisible();
});

test('a run shows how far it is, can be stopped, resumed and undone', async ({ page, server }) => {
  await server.open(page, { state: CHOOSING });
  await page.getByRole('button', { name: /^Apply to/ }).focus();
  await show(page, RUNNING);
  await expect(page.getByRole('button', { name: 'Stop' })).toBeFocused();
  await expect(page.getByRole('progressbar')).toHaveAttribute('max', '3');
  for (const box of await page.getByRole('checkbox').all()) await expect(box).toBeDisabled();
  await page.getByRole('button', { name: 'Stop' }).click();
  await show(page, OVER);
  await expect(page.getByRole('button', { name: 'Undo…' })).toBeFocused();
  await expect(page.getByRole('alert')).toHaveText('The run was stopped. The connection broke.');
  await expect(page.getByRole('status')).toHaveText(
    '5 versions · 1 chosen · 1 written · 1 left as they are · 1 failed · 1 unknown',
  );
  await page.getByRole('button', { name: 'Resume (1 Left)' }).click();
  await page.getByRole('button', { name: 'Undo…' }).click();
  expect((await sent(page)).slice(1)).toEqual([{ type: 'cancel' }, { type: 'start' }, { type: 'undo' }]);
});

test('text from outside stays text, and the focus stays where it was', async ({
  page,
  server,
  complaints,
}) => {
  await server.open(page, { state: CHOOSING });
  await expect(page.getByText(hostile).first()).toBeVisible();
  expect(await page.locator('img').count()).toBe(0);
  const box = page.getByRole('checkbox', { name: /^Change / }).nth(1);
  await box.focus();
  await show(page, { ...CHOOSING, problem: 'It broke.' });
  await expect(box).toBeFocused();
  expect(complaints).toEqual([]);
});
