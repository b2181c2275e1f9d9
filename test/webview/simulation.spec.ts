import type { JsonObject } from '../../src/model/json';
import type { PageState } from '../../src/webview/protocol';
import { expectAccessible, expectNoWider } from './stage/accessibility';
import { expect, test, type Editor } from './stage/fixtures';
import { computeState, FULL, pageState } from './stage/states';

const MNS = 'acs:mns:cn-shanghai:1234567890123456:/queues';
const COMPUTE: JsonObject = {
  maxAsyncRetryAttempts: 8,
  destinationConfig: { onFailure: { destination: `${MNS}/lost/messages` } },
};

/** What is played, of which config. */
const PLAYED: readonly (readonly [string, PageState, string])[] = [
  ['an attempt that succeeds', pageState(), 'an attempt succeeds'],
  ['too old', pageState({ ...FULL, max_async_event_age_in_seconds: 90 }), 'the function is too slow'],
  ['throttled', computeState(COMPUTE), 'the service throttles'],
  ['nine attempts', computeState(COMPUTE), 'every attempt fails'],
  ['a broken config', pageState({ ...FULL, max_async_retry_attempts: 'many' }), 'every attempt fails'],
];

const picture = ({ page }: Editor) => page.getByRole('img');
const story = ({ page }: Editor) => page.locator('.story-line');
const play = (editor: Editor, outcome: string) => editor.field('What if…').selectOption({ label: outcome });

for (const [name, state, outcome] of PLAYED) {
  test(`axe finds nothing in any theme where this is played: ${name}`, async ({ editor }) => {
    await editor.open({ state });
    await play(editor, outcome);
    await expect(story(editor)).toBeVisible();
    await expectAccessible(editor.page, `simulation ${name}`, [300, 1000]);
    for (const width of [480, 720]) await expectNoWider(editor.page, name, width);
    expect(editor.complaints).toEqual([]);
  });
}

test('an outcome is played against the form as it stands, and told in words', async ({ editor }) => {
  await editor.open({ state: pageState() });
  await expect(story(editor)).toBeHidden();
  await play(editor, 'every attempt fails');
  const four =
    'Every attempt fails. 4 attempts within 11 s. Then the event goes to OBS failed-orders. ' +
    'Worst case: the function does its work 4 times for the same event.';
  await expect(story(editor)).toHaveText(four);
  await expect(picture(editor)).toHaveAccessibleName(
    new RegExp(`^${four.replaceAll('.', '\\.')} No document`),
  );
  await expect(picture(editor).locator('circle.failed')).toHaveCount(4);
  await expect(picture(editor).locator('.outcome.failure.reached')).toHaveCount(1);

  // Before the host knows of what is typed.
  await editor.hold();
  await editor.field('Retries').fill('1');
  await expect(story(editor)).toContainText('2 attempts within 3 s.');
  await expect(picture(editor).locator('circle.failed')).toHaveCount(2);
  await editor.field('On failure').selectOption({ label: 'None' });
  await expect(story(editor)).toContainText('Then the event is discarded without a trace.');
  await editor.release();

  await editor.button('Back to the plan').click();
  await expect(editor.field('What if…')).toBeFocused();
  await expect(story(editor)).toBeHidden();
  await expect(picture(editor)).toHaveAccessibleName(/^An event arrives/);
});

test('what cannot be played says which field is in the way, until it is right', async ({ editor }) => {
  await editor.open({ state: pageState() });
  await play(editor, 'every attempt fails');
  await editor.field('Retries').fill('many');
  await expect(story(editor)).toHaveText('This cannot be played until it is right: Retries.');
  await expect(picture(editor)).toHaveAccessibleName(/^This cannot be played/);
  await editor.field('Event age limit').fill('-1');
  await expect(story(editor)).toHaveText(
    'This cannot be played until it is right: Event age limit, Retries.',
  );
  await editor.field('Event age limit').fill('1');
  await editor.field('Retries').fill('0');
  await expect(story(editor)).toContainText('1 attempt within 1 s.');
  await expect(story(editor)).toContainText('The function runs once for this event.');

  // A destination is in the way only where the event would reach it.
  await editor.field('Bucket').fill('UPPER');
  await expect(story(editor)).toHaveText('This cannot be played until it is right: On failure.');
  await play(editor, 'an attempt succeeds');
  await editor.field('Attempt that succeeds').fill('1');
  await expect(story(editor)).toContainText(
    'Attempt 1 succeeds. 1 attempt within 1 s. Its result goes to SMN',
  );

  await editor.field('Attempt that succeeds').fill('0');
  await expect(story(editor)).toHaveText('This cannot be played until it is right: Attempt that succeeds.');
  await expect(editor.field('Attempt that succeeds')).toHaveAttribute('aria-invalid', 'true');
  await expect(editor.field('Attempt that succeeds')).toHaveAccessibleDescription(/whole number from 1 to/);
});

test('a slow function lets the event grow too old; what nobody documents can be changed', async ({
  editor,
}) => {
  const document = { ...FULL, max_async_event_age_in_seconds: 90 };
  await editor.open({ state: pageState(document, { timeoutSeconds: 30 }) });
  await play(editor, 'the function is too slow');
  // The function's own time-out, where the host knows it.
  await expect(story(editor)).toContainText(
    'cut off at the time-out, after 30 s. 3 attempts within 1 min 33 s.',
  );
  await expect(story(editor)).toContainText('the event is dropped; not made: 1 of 4 attempts.');
  await expect(picture(editor).locator('circle.unmade')).toHaveCount(1);

  await editor.field('The function may run (s)').fill('100');
  await expect(story(editor)).toContainText('not made: 3 of 4 attempts. OBS failed-orders is told.');
  const told = editor.page.getByRole('checkbox', { name: /hears of dropped events/ });
  await told.uncheck();
  await expect(story(editor)).toContainText('Nobody is told.');
  await expect(picture(editor).locator('.outcome.reached')).toHaveCount(0);

  await editor.field('The function may run (s)').fill('1');
  const wait = editor.field('First wait (s)');
  await expect(wait).toHaveAccessibleDescription('assumed');
  await wait.fill('40');
  await expect(story(editor)).toContainText('2 attempts within 42 s. At the age of 1 min 30 s');
  await wait.fill('0');
  await expect(story(editor)).toHaveText('This cannot be played until it is right: First wait (s).');
});

test('throttling that ends uses up no retry: the attempt after it succeeds', async ({ editor }) => {
  await editor.open({ state: pageState({ ...FULL, max_async_retry_attempts: 0 }) });
  await play(editor, 'the service throttles at first');
  await expect(story(editor)).toContainText('The service throttles 3 attempts, the next one succeeds.');
  await expect(story(editor)).toContainText('The function runs once for this event.');
  await expect(picture(editor).locator('circle.attempt')).toHaveCount(4);
  await editor.field('Attempts throttled').fill('1');
  await expect(story(editor)).toContainText('The service throttles 1 attempt, the next one succeeds.');
  await editor.field('Attempts throttled').fill('100');
  await expect(story(editor)).toHaveText('This cannot be played until it is right: Attempts throttled.');
});

test('waits that are documented are said to be, and are not to be changed', async ({ editor }) => {
  await editor.open({ state: computeState(COMPUTE) });
  await play(editor, 'the service throttles');
  await expect(story(editor)).toHaveText(
    'There is never room to run the function: the service throttles every attempt. 16 attempts within 4 h 33 min. ' +
      'After 5 h the service gives up. Then the event goes to SMQ queue lost. ' +
      'The function never runs for this event.',
  );
  await expect(
    editor.page.getByText(/^Documented: a throttled event is tried again after 500 ms/),
  ).toBeVisible();
  await expect(editor.field('First wait (s)')).toBeHidden();
  await play(editor, 'every attempt fails');
  await expect(editor.field('First wait (s)')).toBeVisible();
});

test('all of it works from the keyboard, and nothing of it is part of the config', async ({ editor }) => {
  await editor.open({ state: pageState() });
  const { keyboard } = editor.page;
  await editor.field('What if…').focus();
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowDown');
  await expect(story(editor)).toContainText('Attempt 2 succeeds.');
  const order: string[] = [];
  for (let i = 0; i < 4; i++) {
    await keyboard.press('Tab');
    order.push(
      await editor.page.evaluate(() => {
        const at = document.activeElement;
        return (at instanceof HTMLInputElement ? at.labels?.[0] : at)?.textContent ?? '';
      }),
    );
  }
  expect(order).toEqual(['Back to the plan', 'Attempt that succeeds', 'A run takes (s)', 'First wait (s)']);
  await editor.field('Attempt that succeeds').focus();
  await keyboard.press('ArrowUp');
  await expect(editor.field('Attempt that succeeds')).toHaveValue('3');
  await expect(story(editor)).toContainText('Attempt 3 succeeds.');
  await expect.poll(() => editor.edits()).toEqual([]);

  // What was played is there again when the window is loaded again.
  await editor.open({ state: pageState() });
  await expect(editor.field('What if…')).toHaveValue('succeeds');
  await expect(story(editor)).toContainText('Attempt 3 succeeds.');
});

test('forced colours leave what is played readable', async ({ editor }) => {
  await editor.page.emulateMedia({ forcedColors: 'active' });
  await editor.open({ state: pageState() });
  await play(editor, 'an attempt succeeds');
  const strokes = await editor.page.evaluate(() =>
    [...document.querySelectorAll('.timeline .sign, .timeline circle, .timeline rect')].map(
      (shape) => getComputedStyle(shape).stroke,
    ),
  );
  expect(strokes.length).toBeGreaterThan(6);
  expect(new Set(strokes).size).toBe(1);
});
