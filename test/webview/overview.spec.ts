import type { OverviewLine, OverviewState } from '../../src/webview/overview/protocol';
import { expectAccessible } from './stage/accessibility';
import { expect, test, type OverviewPage } from './stage/overviewFixtures';
import type { OverviewScene } from './stage/overviewHost';

const SORTING = { by: 'function', descending: false } as const;

function stateOf(changed: Partial<OverviewState> = {}): OverviewState {
  return {
    title: 'Production · orders',
    context: 'Huawei Cloud FunctionGraph · cn-north-4',
    reading: 'complete',
    functions: { listed: 2000, read: 2000, allListed: true },
    without: 12,
    configs: 2000,
    failed: { count: 0, why: '' },
    problem: '',
    ids: { connection: 'work', group: 'orders', filter: '', sorting: SORTING },
    conditions: [],
    offered: ['no failure destination', 'retries 0', 'status log off', 'findings', 'differs from the file'],
    hasFiles: true,
    canApply: true,
    ...changed,
  };
}

function lineOf(id: number, changed: Partial<OverviewLine> = {}): OverviewLine {
  const isOdd = id % 7 === 3;
  return {
    id,
    function: `orders/handle-order-${String(id).padStart(4, '0')}`,
    qualifier: id % 3 === 0 ? 'latest' : 'v2',
    age: id % 2 === 0 ? '1 h (default)' : '1 d',
    retries: String(id % 4),
    success: id % 5 === 0 ? '' : 'SMN urn:smn:cn-north-4:7aad83af3e8d42e99ac194e8419e2c9b:order-results',
    failure: id % 2 === 0 ? '' : 'OBS failed-orders',
    record: ['on', 'off', ''][id % 3] ?? '',
    changed: '2026-11-21 12:03:22',
    file: id % 4 === 0 ? 'in sync with its file' : '',
    findings: isOdd
      ? ['max_async_retry_attempts: Documents disagree.', 'colour is not a documented field.']
      : [],
    hasErrors: id % 14 === 3,
    ...changed,
  };
}

const many = (count: number): readonly OverviewLine[] => Array.from({ length: count }, (_, id) => lineOf(id));
const FULL: OverviewScene = { state: stateOf(), lines: many(2000) };
const SCENES: Readonly<Record<string, OverviewScene>> = {
  full: FULL,
  reading: {
    state: stateOf({
      reading: 'reading',
      functions: { listed: 800, read: 312, allListed: false },
      configs: 30,
      failed: { count: 2, why: 'The service refused it (403).' },
      hasFiles: false,
      canApply: false,
    }),
    lines: many(30),
  },
  failed: {
    state: stateOf({ reading: 'failed', problem: 'The service does not answer.', configs: 0, without: 0 }),
    lines: [],
  },
  unread: { state: stateOf({ reading: 'unread', configs: 0, without: 0 }), lines: [] },
};

const rows = ({ page }: OverviewPage) => page.locator('.body [role="row"]');
const row = ({ page }: OverviewPage, name: string) =>
  page.locator('.body [role="row"]').filter({ hasText: name });
const counts = ({ page }: OverviewPage) => page.locator('.counts');

for (const [name, scene] of Object.entries(SCENES)) {
  test(`axe finds nothing on an overview in any theme: ${name}`, async ({ overview }) => {
    await overview.page.setViewportSize({ width: 1400, height: 900 });
    await overview.open({ state: scene });
    if (name === 'full') {
      await overview.page.getByRole('checkbox', { name: /^Select orders\/handle-order-0003/ }).click();
      await overview.page.keyboard.press('Shift+ArrowDown');
      await overview.page.keyboard.press('ArrowDown');
    }
    await expectAccessible(overview.page, `overview ${name}`, name === 'reading' ? [300, 1400] : [1400]);
    expect(overview.complaints).toEqual([]);
  });
}

test('of 2,000 rows only those exist that can be seen, and all are reached by the keyboard', async ({
  overview,
}) => {
  const { page } = overview;
  await page.setViewportSize({ width: 1500, height: 800 });
  await overview.open({ state: FULL });
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '2001');
  expect(await rows(overview).count()).toBeLessThan(80);
  await row(overview, 'order-0000').focus();
  await page.keyboard.press('End');
  await expect(row(overview, 'order-1999')).toBeFocused();
  await expect(row(overview, 'order-1999')).toHaveAttribute('aria-rowindex', '2001');
  await expect(row(overview, 'order-1999')).toBeInViewport({ ratio: 0.9 });
  expect(await rows(overview).count()).toBeLessThan(80);
  await page.keyboard.press('PageUp');
  await page.keyboard.press('ArrowUp');
  await expect(page.locator('.body [role="row"]:focus')).toBeInViewport({ ratio: 0.9 });
  await page.keyboard.press('Home');
  await expect(row(overview, 'order-0000')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => overview.sent('open')).toEqual([{ type: 'open', id: 1 }]);
  await row(overview, 'order-0002').getByRole('button').click();
  expect((await overview.sent('open')).at(-1)).toEqual({ type: 'open', id: 2 });
  // Out of sight the row keeps the focus: who scrolls with the wheel goes on from there.
  await page.getByRole('grid').evaluate((grid) => (grid.scrollTop = 30_000));
  await expect(row(overview, 'order-0002')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(row(overview, 'order-0003')).toBeInViewport({ ratio: 0.9 });
  expect(overview.complaints).toEqual([]);
});

test('rows are selected by keyboard, mouse and checkbox, and handed over', async ({ overview }) => {
  await overview.open({ state: FULL });
  const { page } = overview;
  const news = page.getByRole('status');
  await row(overview, 'order-0002').focus();
  await page
    .getByText('orders/handle-order-0002')
    .locator('xpath=../..')
    .click({ position: { x: 300, y: 8 } });
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(news).toHaveText('3 selected');
  await expect(row(overview, 'order-0004')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Shift+ArrowUp');
  await expect(row(overview, 'order-0004')).toHaveAttribute('aria-selected', 'false');
  await page.getByRole('checkbox', { name: /order-0008/ }).click();
  await page.getByRole('checkbox', { name: /order-0010/ }).click({ modifiers: ['Shift'] });
  await expect(counts(overview)).toContainText('5 selected');
  await page.getByRole('button', { name: 'Change Selected…' }).click();
  await expect.poll(() => overview.sent('apply')).toEqual([{ type: 'apply', ids: [2, 3, 8, 9, 10] }]);
  await page.getByRole('button', { name: 'Export CSV…' }).click();
  await expect
    .poll(() => overview.sent('export'))
    .toEqual([{ type: 'export', as: 'csv', ids: [2, 3, 8, 9, 10] }]);

  // What a filter takes out of sight is not acted on.
  await overview.show({ ...FULL, lines: [], order: [3, 2, 5] });
  await expect(counts(overview)).toContainText('2 selected');
  await expect(page.getByRole('checkbox', { name: 'Select all that are shown' })).toBeChecked({
    indeterminate: true,
  });
  await page.getByRole('checkbox', { name: 'Select all that are shown' }).click();
  await expect(counts(overview)).toContainText('3 selected');
  await row(overview, 'order-0005').focus();
  await page.keyboard.press('Escape');
  await expect(news).toHaveText('Nothing selected.');
  await page.keyboard.press('Control+a');
  await expect(counts(overview)).toContainText('3 selected');
});

test('sorting and filtering are asked of the host, kept, and told', async ({ overview }) => {
  await overview.open({ state: FULL });
  const { page } = overview;
  await page.getByRole('columnheader', { name: 'Retries' }).getByRole('button').click();
  await page.getByRole('columnheader', { name: 'Function' }).getByRole('button').click();
  await page.getByRole('columnheader', { name: 'Function' }).getByRole('button').click();
  expect((await overview.sent('query')).map(({ sorting }) => sorting)).toEqual([
    { by: 'retries', descending: false },
    { by: 'function', descending: false },
    { by: 'function', descending: true },
  ]);
  const filter = page.getByRole('searchbox', { name: 'Filter' });
  await filter.fill('order');
  await page.getByRole('button', { name: 'retries 0' }).click();
  await expect(filter).toHaveValue('order, retries 0');
  await expect(page.getByRole('button', { name: 'retries 0' })).toHaveAttribute('aria-pressed', 'true');
  expect((await overview.sent('query')).at(-1)).toMatchObject({ filter: 'order, retries 0' });
  const sorting = { by: 'function', descending: true } as const;
  const ids = { connection: 'work', group: 'orders', filter: 'order, retries 0', sorting };
  await overview.show({
    state: stateOf({ ids, conditions: ['“order”', 'retries = 0'] }),
    lines: [],
    order: [8, 4],
  });
  await expect(page.getByRole('columnheader', { name: 'Function' })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
  await expect(page.getByRole('status')).toHaveText('2 of 2,000 configurations: “order” · retries = 0');
  expect(await overview.kept()).toEqual(ids);
  await page.getByRole('button', { name: 'retries 0' }).click();
  await expect(filter).toHaveValue('order');
});

test('it says how far the reading is, and the focus is not lost with a button', async ({ overview }) => {
  const reading = SCENES['reading'] ?? FULL;
  await overview.open({ state: { state: stateOf({ reading: 'unread', configs: 0 }), lines: [] } });
  const { page } = overview;
  await page.getByRole('button', { name: 'Read', exact: true }).press('Enter');
  await expect.poll(() => overview.sent('command')).toEqual([{ type: 'command', command: 'read' }]);
  await overview.show(reading);
  await expect(page.getByRole('progressbar')).toHaveAttribute('value', '312');
  await expect(page.getByText('Reading: 312 of 800 functions so far').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Enter');
  await overview.show({ ...reading, state: stateOf({ reading: 'cancelled' }) });
  await expect(page.getByRole('button', { name: 'Read the Rest' })).toBeFocused();
  await overview.show(FULL);
  await expect(page.getByRole('status')).toHaveText('All 2,000 functions are read. 2,000 configurations');
  await expect(page.getByRole('button', { name: 'Read Again' })).toBeFocused();
  const one = stateOf({ reading: 'failed', configs: 1, failed: { count: 1, why: 'Refused.' } });
  await overview.show({ ...FULL, state: one });
  await expect(page.getByText('The configurations of 1 function could not be read: Refused.')).toBeVisible();
  await expect(page.locator('.counts')).toHaveText(/^1 configuration\b/);
});

test('text from outside is text', async ({ overview }) => {
  const markup = '</script><img src=x onerror="document.title=1"><b>bold</b>';
  const line = lineOf(0, { function: markup, failure: markup, changed: markup, findings: [markup] });
  await overview.open({
    state: { state: stateOf({ title: markup, conditions: [markup], configs: 1 }), lines: [line] },
  });
  await expect(row(overview, 'bold').getByRole('button')).toHaveText(markup);
  await expect(overview.page.locator('img, b')).toHaveCount(0);
  expect(overview.complaints).toEqual([]);
});
