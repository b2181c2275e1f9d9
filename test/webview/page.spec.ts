import { expect, test } from './stage/fixtures';
import { FULL, pageState } from './stage/states';

test.describe('the picture', () => {
  test('follows what is typed and says the same in words', async ({ editor }) => {
    await editor.open({ state: pageState() });
    const picture = editor.page.getByRole('img');
    await expect(picture).toHaveAccessibleName(
      /then 3 retries.*goes to SMN order-results.*goes to OBS failed-orders/,
    );
    await expect(picture.locator('circle.attempt')).toHaveCount(4);
    await editor.hold();
    await editor.field('Retries').fill('1');
    // Before the host knows of it.
    await expect(picture.locator('circle.attempt')).toHaveCount(2);
    await expect(picture).toHaveAccessibleName(/then 1 retry/);
    await editor.field('On failure').selectOption({ label: 'None' });
    await expect(picture).toHaveAccessibleName(/discarded without a trace/);
    await expect(picture.locator('.outcome.failure')).toHaveText(/Discarded without a trace/);
  });

  test('fits its frame at every width', async ({ editor }) => {
    await editor.open({ state: pageState() });
    for (const width of [300, 600, 900, 1400]) {
      await editor.page.setViewportSize({ width, height: 900 });
      await expect
        .poll(() =>
          editor.page.evaluate(() => {
            const svg = document.querySelector('.timeline');
            const frame = document.querySelector('.frame');
            return (svg?.clientWidth ?? 0) - (frame?.clientWidth ?? 0);
          }),
        )
        .toBe(0);
    }
  });
});

test('the last verification of the destinations stands below them, with a way to the record', async ({
  editor,
}) => {
  await editor.open({ state: pageState() });
  const show = editor.button('Show Verification');
  await expect(show).toBeHidden();
  await editor.show({ verified: 'verified 2026-11-21 12:03, success: proven, failure: not provable' });
  const line = editor.page.locator('.verified');
  await expect(line).toHaveText(/^verified 2026-11-21 12:03, success: proven, failure: not provable/);
  await show.click();
  await expect.poll(() => editor.sent('command')).toEqual([{ type: 'command', command: 'showVerification' }]);
  await editor.show({}, 'verified');
  await expect(line).toBeHidden();
});

test.describe('the request', () => {
  test('is what will be sent, with parameters as text', async ({ editor }) => {
    await editor.open({ state: pageState() });
    const body = editor.page.getByRole('group', { name: 'Request body' });
    expect(JSON.parse((await body.textContent()) ?? '')).toEqual({
      max_async_event_age_in_seconds: 3600,
      max_async_retry_attempts: 3,
      enable_async_status_log: true,
      destination_config: {
        on_success: {
          destination: 'SMN',
          param: '{"topic_urn":"urn:smn:cn-north-4:7aad83af3e8d42e99ac194e8419e2c9b:order-results"}',
        },
        on_failure: {
          destination: 'OBS',
          param: '{"bucket":"failed-orders","prefix":"/orders/","expires":30}',
        },
      },
    });
    await expect(editor.page.locator('.request-line')).toHaveText(
      /^PUT https:\/\/functiongraph\.cn-north-4\./,
    );
    await expect(editor.page.getByText('No changes to send.')).toBeVisible();
  });

  test('says in words what changes', async ({ editor }) => {
    await editor.open({ state: pageState() });
    await editor.field('Retries').fill('0');
    await expect(editor.page.locator('.changes li')).toHaveText(['Retries: 0 (was: 3).']);
    await expect(editor.page.getByText('The service holds: 3 retries')).toBeVisible();
    await editor.button('Show the changes side by side').click();
    await expect.poll(() => editor.sent('command')).toEqual([{ type: 'command', command: 'showChanges' }]);
  });

  test('is not called nothing where only an unknown field changes', async ({ editor }) => {
    await editor.open({ state: pageState({ ...FULL, colour: 'blue' }, { serviceCopy: FULL, dirty: true }) });
    await expect(editor.page.getByText('Other fields change: colour.')).toBeVisible();
    await expect(editor.button('Show the changes side by side')).toBeVisible();
  });

  test('creates where nothing is configured', async ({ editor }) => {
    await editor.open({ state: pageState(FULL, { serviceCopy: null }) });
    await expect(editor.page.locator('.changes li').first()).toHaveText('Creates the configuration.');
    await expect(editor.page.getByText('Not configured yet')).toBeVisible();
    await expect(editor.button('Save')).toBeEnabled();
    await expect(editor.button('Delete Configuration')).toBeDisabled();
  });
});

test.describe('problems', () => {
  test('lead to their field', async ({ editor }) => {
    await editor.open({ state: pageState() });
    await editor.field('Bucket').fill('UPPER');
    await editor.field('Bucket').blur();
    await expect(editor.page.getByText('1 error keeps this from being saved').last()).toBeVisible();
    await editor.page.getByRole('link', { name: /On failure, Bucket:/ }).click();
    await expect(editor.field('Bucket')).toBeFocused();
    await expect(editor.page.getByRole('status')).toHaveText('1 error keeps this from being saved');
    await editor.field('Bucket').fill('lower');
    await expect(editor.page.getByRole('link')).toHaveCount(0);
    await expect(editor.page.getByRole('status')).toHaveText('No errors.');
  });

  test('take the focus when saving is asked for', async ({ editor }) => {
    await editor.open({ state: pageState({ ...FULL, max_async_retry_attempts: 9 }, { dirty: true }) });
    await editor.button('Save').click();
    await expect(editor.page.getByRole('group', { name: 'Problems' })).toBeFocused();
  });

  test('of a save stand at the top and beside the field, and are announced', async ({ editor }) => {
    await editor.open({ state: pageState(FULL, { dirty: true, saving: true }) });
    await editor.show({
      saving: false,
      problem: {
        text: 'The bucket failed-orders does not exist.',
        hint: 'Create it, or choose another.',
        field: 'destination_config.on_failure.param.bucket',
      },
    });
    await expect(editor.button('Copy Policy')).toHaveCount(0);
    await expect(editor.page.getByRole('alert')).toHaveText(
      'Not saved: The bucket failed-orders does not exist. Create it, or choose another.',
    );
    await expect(editor.field('Bucket')).toHaveAccessibleDescription(/does not exist/);
    await editor.button('Try Again').click();
    await expect.poll(() => editor.sent('command')).toEqual([{ type: 'command', command: 'retry' }]);
  });

  test('of a permission have a button for the policy that would give it', async ({ editor }) => {
    await editor.open({ state: pageState(FULL, { dirty: true }) });
    await editor.show({ problem: { text: 'The service does not allow this.', policy: '{}' } });
    await editor.button('Copy Policy').click();
    await expect.poll(() => editor.sent('command')).toEqual([{ type: 'command', command: 'copyPolicy' }]);
  });

  test('of the text hide the form and lose nothing', async ({ editor }) => {
    await editor.open({ state: pageState() });
    const syntax = { line: 3, column: 14, text: 'A comma is expected.' };
    await editor.show({ syntax, dirty: true }, 'document');
    await expect(editor.page.getByText('Line 3, column 14: A comma is expected.')).toBeVisible();
    await expect(editor.field('Retries')).toHaveCount(0);
    await expect(editor.button('Save')).toBeDisabled();
    await editor.button('Open as JSON').last().click();
    await expect.poll(() => editor.sent('command')).toEqual([{ type: 'command', command: 'openAsJson' }]);
    await editor.show({ document: { max_async_retry_attempts: 2 } });
    await expect(editor.field('Retries')).toHaveValue('2');
    await expect.poll(() => editor.edits()).toEqual([]);
  });
});

test('what the service changed is told', async ({ editor }) => {
  await editor.open({ state: pageState(FULL, { saving: true, dirty: true }) });
  const document = { ...FULL, max_async_event_age_in_seconds: 60 };
  await editor.show({
    saving: false,
    dirty: false,
    document,
    serviceCopy: document,
    changedByService: ['max_async_event_age_in_seconds', 'destination_config.on_failure.param.expires'],
  });
  await expect(
    editor.page.getByText('Changed: Event age limit, On failure, Delete objects after (days).'),
  ).toBeVisible();
  await expect(editor.field('Event age limit')).toHaveValue('1');
  await expect(editor.page.getByRole('status')).toHaveText('Saved, but the service changed something');
});

test('a save is announced', async ({ editor }) => {
  await editor.open({ state: pageState(FULL, { dirty: true }) });
  await editor.show({ saving: true });
  await expect(editor.page.getByRole('status')).toHaveText('Saving…');
  await editor.show({ saving: false, dirty: false });
  await expect(editor.page.getByRole('status')).toHaveText('Saved.');
});

test('a file is saved, compared and applied, not deleted', async ({ editor }) => {
  const { subject, ...state } = pageState(FULL, { serviceCopy: undefined });
  const { request, ...rest } = subject;
  await editor.open({ state: { ...state, subject: { ...rest, savesTo: 'file' } } });
  await expect(editor.button('Delete Configuration')).toHaveCount(0);
  await expect(editor.page.locator('.request-line')).toBeHidden();
  await editor.button('Apply to a Function…').click();
  await editor.button('Compare with a Function…').click();
  expect((await editor.sent('command')).map(({ command }) => command)).toEqual(['apply', 'showChanges']);
  expect(request?.method).toBe('PUT');
});

test('is in the language of its bundle', async ({ editor }) => {
  await editor.open({
    state: pageState(),
    bundle: { Retries: 'Wiederholungen', Bucket: 'Eimer', '{0} h': '{0} Std.' },
  });
  await expect(editor.field('Wiederholungen')).toHaveValue('3');
  await expect(editor.field('Eimer')).toHaveValue('failed-orders');
  await expect(editor.page.getByText(/older than 1 Std\./).first()).toBeVisible();
});

test('works from the keyboard, in the order of the page', async ({ editor }) => {
  await editor.open({ state: pageState(FULL, { dirty: true }) });
  const order: string[] = [];
  for (let i = 0; i < 16; i++) {
    await editor.page.keyboard.press('Tab');
    order.push(
      await editor.page.evaluate(() => {
        const at = document.activeElement;
        const label =
          at instanceof HTMLInputElement || at instanceof HTMLSelectElement ? at.labels?.[0] : undefined;
        return at?.getAttribute('aria-label') ?? label?.textContent ?? at?.textContent ?? '';
      }),
    );
  }
  expect(order).toEqual([
    'Save',
    'Revert',
    'Open as JSON',
    'Delete Configuration',
    'Event age limit',
    'Unit of the event age',
    'Event age limit: use the service default (1 h)',
    'Retries',
    'Retries: use the service default (1)',
    'On',
    'On success',
    'Topic URN',
    'On failure',
    'Bucket',
    'Object prefix (optional)',
    'Delete objects after (days) (optional)',
  ]);
  await editor.button('Revert').focus();
  await editor.page.keyboard.press(' ');
  await editor.page.keyboard.press('Enter');
  expect((await editor.sent('command')).map(({ command }) => command)).toEqual(['revert', 'revert']);
});
