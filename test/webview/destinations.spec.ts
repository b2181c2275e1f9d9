import type { Locator } from '@playwright/test';
import { expect, test } from './stage/fixtures';
import { computeState, FULL, otcState, pageState } from './stage/states';

test('a side is none, a kind with its fields, and none again', async ({ editor }) => {
  await editor.open({ state: pageState({}) });
  await editor.field('On failure').selectOption('OBS');
  await expect
    .poll(() => editor.document())
    .toEqual({
      destination_config: { on_failure: { destination: 'OBS', param: {} } },
    });
  await editor.field('Bucket').fill('failed-orders');
  await editor.field('Delete objects after (days) (optional)').fill('0');
  await editor.field('Delete objects after (days) (optional)').blur();
  await expect
    .poll(() => editor.document())
    .toEqual({
      destination_config: {
        on_failure: { destination: 'OBS', param: { bucket: 'failed-orders', expires: 0 } },
      },
    });
  await editor.field('On failure').selectOption({ label: 'None' });
  await expect.poll(() => editor.document()).toEqual({});
  await expect(editor.field('Bucket')).toHaveCount(0);
});

test('another kind and back loses nothing', async ({ editor }) => {
  await editor.open({ state: pageState() });
  await editor.field('On failure').selectOption('DIS');
  await expect(editor.field('Stream name')).toHaveValue('');
  await editor.field('On failure').selectOption('OBS');
  await expect(editor.field('Bucket')).toHaveValue('failed-orders');
  await expect.poll(() => editor.document()).toEqual(FULL);
});

test('an optional field that is emptied is gone, not empty', async ({ editor }) => {
  await editor.open({ state: pageState() });
  await editor.field('Object prefix (optional)').fill('');
  await expect.poll(async () => JSON.stringify(await editor.document())).not.toContain('prefix');
});

test('success only leaves failure alone', async ({ editor }) => {
  await editor.open({ state: pageState() });
  await editor.field('On failure').selectOption({ label: 'None' });
  await expect
    .poll(() => editor.document())
    .toMatchObject({
      destination_config: { on_success: { destination: 'SMN' } },
    });
  expect(JSON.stringify(await editor.document())).not.toContain('on_failure');
});

test('a kind that nobody knows is shown, kept, and there to come back to', async ({ editor }) => {
  const strange = { destination: 'RocketMQ', param: { topic: 'x', deep: [1, { a: null }] } };
  await editor.open({ state: pageState({ destination_config: { on_success: strange } }) });
  await expect(editor.field('On success')).toHaveValue('?');
  await expect(editor.page.locator('.raw:visible')).toContainText('"deep"');
  await expect.poll(() => editor.edits()).toEqual([]);
  await editor.field('On success').selectOption('SMN');
  await editor.field('On success').selectOption({ label: 'RocketMQ (custom JSON)' });
  await expect.poll(() => editor.document()).toEqual({ destination_config: { on_success: strange } });
});

test('parameters in a text become fields only on request', async ({ editor }) => {
  const text = { destination: 'OBS', param: '{"bucket":"b","more":1}' };
  await editor.open({ state: pageState({ destination_config: { on_failure: text } }) });
  await expect(editor.field('Bucket')).toHaveCount(0);
  await expect.poll(() => editor.edits()).toEqual([]);
  await editor.button('Convert to Form Fields').click();
  await expect(editor.field('Bucket')).toHaveValue('b');
  expect(await editor.document()).toEqual({
    destination_config: { on_failure: { destination: 'OBS', param: { bucket: 'b', more: 1 } } },
  });
});

test('values of a wrong type are shown and not touched', async ({ editor }) => {
  const odd = { destination: 'OBS', param: { bucket: 5, expires: 'soon', prefix: { a: 1 } } };
  await editor.open({ state: pageState({ destination_config: { on_failure: odd } }) });
  await expect(editor.field('Bucket')).toHaveValue('5');
  await expect(editor.field('Object prefix (optional)')).toHaveValue('{"a":1}');
  await expect(editor.field('Delete objects after (days) (optional)')).toHaveValue('soon');
  await editor.field('Bucket').focus();
  await editor.field('Object prefix (optional)').focus();
  await expect.poll(() => editor.edits()).toEqual([]);
});

test('destinations that are no object are shown as they are', async ({ editor }) => {
  await editor.open({ state: pageState({ destination_config: 'later', colour: 'blue' }) });
  await expect(editor.page.locator('.raw:visible')).toHaveText(['"later"', /"colour": "blue"/]);
  await expect(editor.field('On success')).toBeHidden();
});

test('a doubtful kind says so', async ({ editor }) => {
  await editor.open({ state: otcState({}) });
  await editor.field('On success').selectOption('DIS');
  await expect(editor.field('On success')).toHaveAccessibleDescription(/does not document DIS/);
  await editor.field('On success').selectOption('FunctionGraph');
  await expect(editor.page.getByText('Two functions must not be each other’s destinations.')).toBeVisible();
});

test('each part of an ARN has errors of its own, keeps what is typed, and takes a whole ARN', async ({
  editor,
}) => {
  await editor.open({ state: computeState({}) });
  await editor.field('On failure').selectOption('mns-queue');
  const [region, account, queue] = ['Region', 'Account ID (optional)', 'Queue'].map((label) =>
    editor.field(label),
  ) as [Locator, Locator, Locator];
  const needed = /Error: This field is needed\./;
  await expect(queue).toHaveAccessibleDescription(needed);
  await region.fill('cn-hangzhou');
  await expect(region).not.toHaveAccessibleDescription(needed);
  await expect(account).not.toHaveAccessibleDescription(needed);
  await expect(queue).toHaveAccessibleDescription(needed);
  await queue.pressSequentially('dead/letters:1');
  await expect(queue).toHaveValue('dead/letters:1');
  await expect(queue).toBeFocused();
  await expect(region).toHaveValue('cn-hangzhou');
  await expect(editor.field('On failure')).toHaveAccessibleDescription(/No documented destination/);
  await queue.fill('acs:fc:cn-hangzhou:1:functions/late/prod');
  await expect(editor.field('On failure')).toHaveValue('fc3-function');
  await expect(editor.field('On failure')).toBeFocused();
  await expect(editor.field('Function')).toHaveValue('late');
  await expect(editor.field('Version or alias (optional)')).toHaveValue('prod');
  await expect
    .poll(() => editor.document())
    .toEqual({
      destinationConfig: { onFailure: { destination: 'acs:fc:cn-hangzhou:1:functions/late/prod' } },
    });
  expect(editor.complaints).toEqual([]);
});
