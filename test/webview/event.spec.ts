import { expectAccessible, expectNoWider } from './stage/accessibility';
import { expect, test, type EventPage } from './stage/eventFixtures';
import { EVENT_STATES, eventState, FLAKY, QUEUED } from './stage/eventStates';

const attempt = ({ page }: EventPage, number: number) =>
  page.locator('.story details').filter({ hasText: `Attempt ${String(number)} ` });

for (const [name, state] of Object.entries(EVENT_STATES)) {
  test(`axe finds nothing on an event's page in any theme: ${name}`, async ({ event }) => {
    await event.open({ state });
    const summary = event.page.locator('summary').last();
    if ((await summary.count()) > 0) await summary.click();
    await expectAccessible(event.page, `event ${name}`, [300, 1000]);
    expect(event.complaints).toEqual([]);
  });
}

test('an event becomes known attempt by attempt, and only news are spoken', async ({ event }) => {
  await event.open({ state: EVENT_STATES['queued'] ?? eventState([], 0) });
  const { page } = event;
  const picture = page.getByRole('img');
  const news = page.getByRole('status');
  await expect(news).toBeEmpty();
  await expect(picture).toHaveAccessibleName('Queued.');
  await expect(picture.locator('circle.attempt.unmade')).toHaveCount(3);
  await expect(page.getByRole('timer')).toHaveText(/^Too old for another attempt in (1 h|59 min \d+ s)$/);

  await event.show(eventState(FLAKY.slice(0, 1), 1));
  await expect(news).toHaveText(
    'Waiting for the next attempt. Attempt 1 failed after 6 ms: Error: the warehouse does not answer.',
  );
  await expect(picture.locator('circle.attempt.failed')).toHaveCount(1);
  await expect(page.getByText('The service does not say when it tries again.')).toBeVisible();
  await expect(attempt(event, 1)).toContainText(
    'waited 200 ms · Attempt 1 failed after 6 ms: Error: the warehouse does not answer',
  );

  await event.show(
    eventState(FLAKY, 5, { delivery: { file: '/state/deliveries/1.json', at: QUEUED + 3300 } }),
  );
  await expect(picture.locator('circle.attempt.succeeded')).toHaveCount(1);
  await expect(picture.locator('.outcome.success.reached')).toHaveCount(1);
  await expect(news).toHaveText('Succeeded. Delivered to SMN order-results.');
  await expect(page.locator('.story > li').last().locator('.text')).toHaveAttribute(
    'title',
    /^SMN urn:smn:cn-north-4:.*:order-results$/,
  );
  await expect(page.getByRole('timer')).toBeHidden();
  await page.getByRole('button', { name: 'Open Delivered Record' }).click();
  await expect.poll(() => event.sent('command')).toEqual([{ type: 'command', command: 'openDelivery' }]);
  // More of the same is no news.
  const before = await news.evaluate((element) => element.childNodes[0]);
  await event.show(
    eventState(FLAKY, 6, { delivery: { file: '/state/deliveries/1.json', at: QUEUED + 3300 } }),
  );
  expect(await news.evaluate((element) => element.childNodes[0])).toEqual(before);
});

test('the clock of the age limit runs down by itself', async ({ event }) => {
  await event.page.clock.install({ time: QUEUED });
  await event.open({ state: eventState(FLAKY.slice(0, 1), 0) });
  const timer = event.page.getByRole('timer');
  await expect(timer).toHaveText('Too old for another attempt in 1 h');
  await event.page.clock.runFor(61_000);
  await expect(timer).toHaveText('Too old for another attempt in 58 min 59 s');
  await event.page.clock.runFor(3_600_000);
  await expect(timer).toHaveText('Too old for another attempt');
});

test('what is not of today tells its day, once for all that happened on it', async ({ event }) => {
  const state = eventState(FLAKY.slice(0, 2), 4);
  const now = QUEUED + 2 * 86_400_000;
  await event.open({ state: { ...state, page: { ...state.page, now } } });
  const times = event.page.locator('.story .time');
  const [queued, ...others] = (await times.allTextContents()).filter(Boolean);
  expect(queued).toMatch(/^2026-11-2\d \d\d:\d\d:\d\d$/);
  expect(others.length).toBeGreaterThan(1);
  for (const other of others) expect(other).toMatch(/^\d\d:\d\d:\d\d$/);
});

test('everything is reached by the keyboard', async ({ event }) => {
  const { page } = event;
  await event.open({ state: EVENT_STATES['between'] ?? eventState([], 0) });
  const reached: string[] = [];
  for (let presses = 0; presses < 8; presses++) {
    await page.keyboard.press('Tab');
    reached.push(
      await page.evaluate(() => {
        const element = document.activeElement;
        return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
      }),
    );
    const shown = await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle);
    expect(shown, reached.at(-1)).not.toBe('none');
  }
  expect(reached.slice(0, 5)).toEqual(['Skip the Wait', 'Stop…', 'Replay…', 'Open Config', 'Copy ID']);
  expect(reached[5]).toContain('Attempt 1 failed');
  expect(reached.slice(6, 8)).toEqual(['Payload', 'Open as Document']);

  const summary = page.locator('summary');
  await summary.focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => event.sent('opened')).toEqual([{ type: 'opened', attempts: [1] }]);
  await expect(page.getByRole('group', { name: 'Log lines of this attempt' })).toHaveText(
    'order A-1\nasking the warehouse',
  );
  // A button that goes takes the focus with it to another, not to nowhere.
  await page.getByRole('button', { name: 'Stop…' }).focus();
  await event.show(eventState(FLAKY, 5));
  await expect(page.getByRole('button', { name: 'Copy ID' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect.poll(() => event.sent('command')).toEqual([{ type: 'command', command: 'copyId' }]);
  // The attempt that was opened stays open.
  await expect(attempt(event, 1)).toHaveAttribute('open', '');
});

test('a click on an attempt of the picture opens its lines', async ({ event }) => {
  await event.open({ state: eventState(FLAKY, 5) });
  await event.page.locator('circle[data-attempt="3"]').click();
  await expect(attempt(event, 3)).toHaveAttribute('open', '');
  await expect.poll(() => event.sent('opened')).toEqual([{ type: 'opened', attempts: [3] }]);
});

test('text from outside is text', async ({ event }) => {
  const markup = '</script><img src=x onerror="document.title=1"><b>bold</b>';
  const colour = '\u001b[31mred\u001b[0m \u202eright to left';
  const runs = [{ start: 1, end: 2, error: `${markup} ${colour}`, wrote: [markup, colour] }];
  const payload = { kind: 'text', text: `{"html": "${markup}"}`, opens: true } as const;
  await event.open({
    state: eventState(runs, 3, {}, { payload, result: { kind: 'none', why: markup, opens: false } }),
  });
  await event.page.locator('summary').click();
  const lines = event.page.getByRole('group', { name: 'Log lines of this attempt' });
  expect(await lines.textContent()).toBe(`${markup}\n\\x1b[31mred\\x1b[0m \\u202eright to left`);
  await expect(event.page.locator('summary')).toContainText(`${markup} \\x1b[31mred`);
  await expect(event.page.getByRole('group', { name: 'Payload', exact: true })).toHaveText(payload.text);
  await expect(event.page.locator('img, b')).toHaveCount(0);
  expect(event.complaints).toEqual([]);
});

test('ten thousand lines are shown, and what the host left out is counted', async ({ event }) => {
  const wrote = Array.from({ length: 10_000 }, (_, line) => `line ${String(line)} ${'x'.repeat(80)}`);
  const state = eventState([{ start: 1, wrote }], 3);
  await event.open({ state });
  await event.page.locator('summary').click();
  const lines = event.page.getByRole('group', { name: 'Log lines of this attempt' });
  expect((await lines.textContent())?.split('\n')).toHaveLength(10_000);
  await expect.poll(() => lines.evaluate((element) => element.scrollTop)).toBeGreaterThan(1000);

  await event.show({ ...state, mostLines: 1000 });
  expect((await lines.textContent())?.split('\n')).toHaveLength(1000);
  await expect(event.page.getByText('9,000 lines before are not shown.')).toBeVisible();
});

test('VS Code keeps ids and nothing else', async ({ event }) => {
  await event.open({ state: eventState(FLAKY, 5) });
  const kept = await event.page.evaluate(
    () => (window as unknown as { eventStage: { kept: object } }).eventStage.kept,
  );
  expect(Object.keys(kept).sort()).toEqual(['queuedAt', 'ref', 'service', 'taskId']);
});

test('nothing on an event’s page is wider than the page', async ({ event }) => {
  for (const [name, state] of Object.entries(EVENT_STATES)) {
    await event.open({ state });
    for (const width of [300, 480, 720, 1600]) await expectNoWider(event.page, name, width);
  }
});

test('motion stops for those who do not want it', async ({ event }) => {
  await event.page.emulateMedia({ reducedMotion: 'reduce' });
  await event.open({ state: EVENT_STATES['running'] ?? eventState([], 0) });
  const names = await event.page
    .locator('circle.running')
    .evaluateAll((all) => all.map((circle) => getComputedStyle(circle).animationName));
  expect(names).toEqual(['none']);
});
