import type { FromReplayPage, ReplayRow, ReplayState, RowState } from '../../src/webview/replay/protocol';
import type { ReplayStage } from './stage/replayHost';
import { expectAccessible } from './stage/accessibility';
import { expect, testsOf, type Page } from './stage/shownPage';

const test = testsOf<ReplayState>('replay', 'replayHost.ts');

function row(number: number, state: RowState, changed: Partial<ReplayRow> = {}): ReplayRow {
  return {
    key: `orders ${String(number)}`,
    event: 'default/orders@latest',
    id: `5b3e9f0${String(number)}-87b0-43ab-8f5f-26b16c64f252`,
    at: `2026-08-20 12:0${String(number)}:17Z`,
    how: 'Function error UnhandledInvocationError',
    payload: { excerpt: `{"order":${String(number)},"customer":"Ada"}`, size: '2.1 KB', edited: false },
    target: 'default/orders@v2',
    state,
    chosen: state === 'ready',
    opens: state === 'sent',
    ...changed,
  };
}

const hostile = '<img src=x onerror=alert(1)> [a](command:b) $(zap)';
const CHOOSING: ReplayState = {
  phase: 'choosing',
  rows: [
    row(1, 'ready'),
    row(2, 'ready', { payload: { excerpt: '{"order":22}', size: '12 bytes', edited: true } }),
    row(3, 'ask', { why: 'Replayed already, at 2026-08-20 12:00:00 UTC.' }),
    row(4, 'cannot', { why: 'The payload is 300 KB; the limit for asynchronous invocations is 256 KB.' }),
    row(5, 'ready', { event: hostile, payload: { excerpt: hostile, size: '51 bytes', edited: false } }),
  ],
  targets: [
    {
      ...{ key: 'default/orders', label: 'default/orders · Production', chosen: 'v2' },
      options: [
        { value: '', label: 'the version that got it' },
        { value: 'v2', label: 'v2' },
      ],
    },
  ],
  limit: 100,
  perSecond: 5,
  notes: ['The events of default/other@latest could not be listed: The service failed.'],
};
const RUNNING: ReplayState = {
  ...CHOOSING,
  phase: 'running',
  rows: [row(1, 'sent', { why: 'Queued' }), row(2, 'sending'), ...[3, 4, 5].map((i) => row(i, 'waiting'))],
};
const OVER: ReplayState = {
  ...CHOOSING,
  phase: 'over',
  problem: 'The service did not accept who you are.',
  rows: [
    row(1, 'sent', { why: 'Succeeded' }),
    row(2, 'refused', { why: 'The service did not accept who you are.', chosen: true }),
    row(3, 'unknown', { why: 'The connection broke.' }),
    row(4, 'cannot', { why: 'Neither the history nor the service has kept the payload.' }),
    row(5, 'ready'),
    row(6, 'sent', { why: 'Function error 4002', failed: true }),
  ],
};
const STATES = { CHOOSING, RUNNING, OVER, over: { ...CHOOSING, limit: 2 } };

const sent = (page: Page): Promise<readonly FromReplayPage[]> =>
  page.evaluate(() => (window as unknown as { replayStage: ReplayStage }).replayStage.sent);
const show = (page: Page, state: ReplayState): Promise<void> =>
  page.evaluate((text) => {
    const { replayStage } = window as unknown as { replayStage: ReplayStage };
    replayStage.show(JSON.parse(text) as ReplayState);
  }, JSON.stringify(state));

for (const [name, state] of Object.entries(STATES)) {
  test(`axe finds nothing in a replay in any theme: ${name}`, async ({ page, server, complaints }) => {
    await server.open(page, { state });
    await expectAccessible(page, `replay ${name}`, [300, 1200]);
    expect(complaints).toEqual([]);
  });
}

test('what a person chooses is what the page asks for', async ({ page, server, complaints }) => {
  await server.open(page, { state: CHOOSING });
  await expect(page.getByRole('button', { name: 'Send 3 Events' })).toBeVisible();
  await expect(page.getByText('5 events · 3 chosen · 1 cannot be replayed')).toBeVisible();
  const boxes = page.getByRole('checkbox', { name: /^Replay / });
  await expect(boxes).toHaveCount(5);
  await expect(boxes.nth(3)).toBeDisabled();
  await boxes.nth(2).check();
  await page.getByRole('button', { name: /^Edit Payload of 5b3e9f02/ }).click();
  await page.getByLabel('default/orders · Production goes to').selectOption('the version that got it');
  await page.getByRole('button', { name: 'Send 3 Events' }).click();
  expect(await sent(page)).toEqual([
    { type: 'ready' },
    { type: 'choose', keys: ['orders 3'], chosen: true },
    { type: 'edit', key: 'orders 2' },
    { type: 'target', key: 'default/orders', qualifier: '' },
    { type: 'start' },
  ]);
  expect(complaints).toEqual([]);
});

test('all are chosen but those that have to be decided one by one', async ({ page, server }) => {
  await server.open(page, {
    state: { ...CHOOSING, rows: CHOOSING.rows.map((each) => ({ ...each, chosen: false })) },
  });
  await expect(page.getByText('5 events · none chosen · 1 cannot be replayed')).toBeVisible();
  await page.getByLabel('Choose all that can be sent').check();
  expect((await sent(page)).at(-1)).toEqual({
    ...{ type: 'choose', chosen: true },
    keys: ['orders 1', 'orders 2', 'orders 5'],
  });
});

test('a run shows how far it is, can be stopped, and leads to what it sent', async ({ page, server }) => {
  await server.open(page, { state: CHOOSING });
  await page.getByRole('button', { name: /^Send/ }).focus();
  await show(page, RUNNING);
  await expect(page.getByRole('button', { name: 'Stop Sending' })).toBeFocused();
  await expect(page.getByRole('progressbar')).toHaveAttribute('max', '4');
  await expect(page.getByText('5 events · 4 to be sent · 1 sent').first()).toBeVisible();
  await expect(page.getByRole('button', { name: /^Send/ })).toHaveCount(0);
  for (const box of await page.getByRole('checkbox').all()) await expect(box).toBeDisabled();
  await page.getByRole('button', { name: 'Stop Sending' }).click();
  await page.getByRole('button', { name: /^Show Replay of 5b3e9f01/ }).click();
  expect((await sent(page)).slice(1)).toEqual([{ type: 'cancel' }, { type: 'open', key: 'orders 1' }]);
  await show(page, OVER);
  await expect(page.getByRole('alert')).toHaveText(
    'The run was stopped. The service did not accept who you are.',
  );
  await expect(page.getByRole('status')).toHaveText(
    '6 events · 2 chosen · 2 sent · 1 failed again · 1 not taken · 1 unknown · 1 cannot be replayed',
  );
  const signs = page.locator('tr.sent .sign svg');
  await expect(signs.first()).toHaveClass(/icon-success/);
  await expect(signs.last()).toHaveClass(/icon-error/);
});

test('more than one run takes are not sent', async ({ page, server }) => {
  await server.open(page, { state: STATES.over });
  const send = page.getByRole('button', { name: 'Send 3 Events' });
  await expect(send).toHaveAttribute('aria-disabled', 'true');
  await send.click({ force: true });
  expect(await sent(page)).toEqual([{ type: 'ready' }]);
  await expect(page.getByText('More than 2 are chosen.')).toBeVisible();
});

test('text from outside stays text, and the focus stays where it was', async ({
  page,
  server,
  complaints,
}) => {
  await server.open(page, { state: CHOOSING });
  await expect(page.getByText(hostile).first()).toBeVisible();
  expect(await page.locator('img').count()).toBe(0);
  const box = page.getByRole('checkbox', { name: /^Replay / }).nth(1);
  await box.focus();
  await show(page, { ...CHOOSING, notes: [] });
  await expect(box).toBeFocused();
  expect(complaints).toEqual([]);
});
