import { expect, test } from './stage/fixtures';
import { FULL, otcState, pageState } from './stage/states';

const AGE = 'max_async_event_age_in_seconds';
const RETRIES = 'max_async_retry_attempts';
const RECORD = 'enable_async_status_log';

test.describe('a number', () => {
  test('is 0, a value or unset, and these are three things', async ({ editor }) => {
    await editor.open({ state: pageState() });
    const retries = editor.field('Retries');
    await retries.fill('0');
    await retries.blur();
    await expect.poll(() => editor.document()).toMatchObject({ [RETRIES]: 0 });
    await editor.button('Retries: use the service default (1)').click();
    await expect.poll(() => editor.document()).not.toHaveProperty(RETRIES);
    await expect(retries).toHaveValue('');
    await expect(retries).toBeFocused();
    await expect(editor.page.getByText('Not set: the service uses its default, 1 retry.')).toBeVisible();
    await expect(editor.button('Retries: use the service default (1)')).toBeHidden();
  });

  test('is unset by emptying its field', async ({ editor }) => {
    await editor.open({ state: pageState() });
    await editor.field('Event age limit').fill('');
    await expect.poll(() => editor.document()).not.toHaveProperty(AGE);
  });

  test('counts with the arrow keys and the pointer, inside its limits', async ({ editor }) => {
    await editor.open({ state: pageState() });
    const retries = editor.field('Retries');
    await retries.press('ArrowUp');
    await expect(retries).toHaveValue('3');
    await retries.press('ArrowDown');
    await retries.press('ArrowDown');
    await expect(retries).toHaveValue('1');
    await editor.page.locator('.stepper').last().click();
    await expect(retries).toHaveValue('2');
    await expect.poll(() => editor.document()).toMatchObject({ [RETRIES]: 2 });
  });

  test('that is none is kept as it was typed, and reported', async ({ editor }) => {
    await editor.open({ state: pageState() });
    const retries = editor.field('Retries');
    // The hint allows what the error does.
    await expect(retries).toHaveAccessibleDescription(
      /0 to 8\. Outside 0 to 3, the service may change or reject the value\./,
    );
    await expect(editor.field('Event age limit')).toHaveAccessibleDescription(
      /1 s to 1 d\. Outside 1 min to 1 d, the service may change or reject the value\./,
    );
    await retries.fill('many');
    await retries.blur();
    await expect(retries).toHaveAttribute('aria-invalid', 'true');
    await expect(retries).toHaveAccessibleDescription(/Error: Enter a whole number from 0 to 8\./);
    await expect(retries).toHaveValue('many');
    expect(await editor.document()).toMatchObject({ [RETRIES]: 'many' });
  });
});

test.describe('the event age', () => {
  test('has a unit, and is read out', async ({ editor }) => {
    await editor.open({ state: pageState({ ...FULL, [AGE]: 5400 }) });
    const unit = editor.field('Unit of the event age');
    await expect(editor.field('Event age limit')).toHaveValue('90');
    await expect(unit).toHaveValue('minutes');
    await expect(
      editor.page.getByText('Events older than 1 h 30 min (5,400 seconds) are dropped.'),
    ).toBeVisible();
    await unit.selectOption('hours');
    await expect.poll(() => editor.document()).toMatchObject({ [AGE]: 90 * 3600 });
    await editor.field('Event age limit').fill('1.5');
    await expect.poll(() => editor.document()).toMatchObject({ [AGE]: 5400 });
    await editor.settled();
    await expect(editor.field('Event age limit')).toHaveValue('1.5');
    await expect(unit).toHaveValue('hours');
  });

  test('warns where documents disagree, and does not block', async ({ editor }) => {
    await editor.open({ state: pageState({ ...FULL, [AGE]: 30 }) });
    await expect(editor.field('Event age limit')).toHaveAccessibleDescription(
      /Warning: The service documents 60/,
    );
    await expect(editor.page.getByRole('group', { name: 'Problems' })).toBeEmpty();
  });
});

test.describe('the record switch', () => {
  test('has three states', async ({ editor }) => {
    await editor.open({ state: pageState() });
    const state = (name: string) => editor.page.getByRole('radio', { name, exact: true });
    await expect(state('On')).toBeChecked();
    await state('Off').check();
    await expect.poll(() => editor.document()).toMatchObject({ [RECORD]: false });
    await state('Not set').check();
    await expect.poll(() => editor.document()).not.toHaveProperty(RECORD);
    expect((await editor.edits()).map(({ value }) => value)).toEqual([false, undefined]);
  });

  test('shows what is written by hand', async ({ editor }) => {
    await editor.open({ state: pageState({ ...FULL, [RECORD]: 'yes' }) });
    await expect(editor.page.getByText('Custom JSON: "yes"')).toBeVisible();
    await expect(editor.page.getByRole('radio', { checked: true })).toHaveCount(0);
    await expect.poll(() => editor.edits()).toEqual([]);
  });

  test('warns on Open Telekom Cloud before it is set, and once after', async ({ editor }) => {
    await editor.open({ state: otcState({}) });
    const caution = editor.page.locator('.form').getByText(/known to answer HTTP 500/);
    await expect(caution.filter({ visible: true })).toHaveCount(1);
    await editor.page.getByRole('radio', { name: 'On', exact: true }).check();
    await expect(editor.page.locator('.form .findings').getByText(/known to answer HTTP 500/)).toBeVisible();
    await expect(caution.filter({ visible: true })).toHaveCount(1);
  });
});
