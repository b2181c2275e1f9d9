import { expect, test } from './stage/fixtures';
import { FULL, pageState } from './stage/states';

test('an echo never takes a keystroke', async ({ editor }) => {
  await editor.open({ state: pageState() });
  await editor.hold();
  const age = editor.field('Event age limit');
  await age.fill('');
  await age.pressSequentially('12');
  // The pause in typing ends: what is typed is sent, and its echo is on the way.
  await expect.poll(() => editor.sent('edits')).not.toHaveLength(0);
  await age.pressSequentially('34');
  await editor.release();
  await editor.settled();
  await expect(age).toHaveValue('1234');
  await age.blur();
  await expect.poll(() => editor.document()).toMatchObject({ max_async_event_age_in_seconds: 1234 * 3600 });
  await expect(age).toHaveValue('1234');
});

test('an old echo takes nothing back after the field was left', async ({ editor }) => {
  await editor.open({ state: pageState() });
  await editor.hold();
  await editor.field('Retries').fill('1');
  await editor.field('Retries').blur();
  await editor.field('Retries').fill('2');
  await editor.field('Bucket').fill('other');
  await editor.field('Bucket').blur();
  await editor.show({ document: FULL, editNumber: 0 });
  await editor.settled();
  await expect(editor.field('Retries')).toHaveValue('2');
  await expect(editor.field('Bucket')).toHaveValue('other');
});

test('an undo reaches the field that has the focus', async ({ editor }) => {
  await editor.open({ state: pageState() });
  const retries = editor.field('Retries');
  await retries.fill('0');
  await retries.press('Enter');
  await expect.poll(() => editor.document()).toMatchObject({ max_async_retry_attempts: 0 });
  await editor.settled();
  await expect(retries).toBeFocused();
  await editor.show({ document: FULL, editNumber: 1, dirty: false });
  await expect(retries).toHaveValue('3');
  await expect(retries).toBeFocused();
});

test('a pause in typing sends one edit, and the rest at once on leaving', async ({ editor }) => {
  await editor.open({ state: pageState() });
  const bucket = editor.field('Bucket');
  // In one turn: on a busy machine there may be a pause between two keys.
  await bucket.evaluate((field: HTMLInputElement) => {
    for (const text of ['', 'a', 'ab', 'abc']) {
      field.value = text;
      field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    }
  });
  await expect
    .poll(() => editor.document())
    .toMatchObject({
      destination_config: { on_failure: { param: { bucket: 'abc' } } },
    });
  expect((await editor.edits()).map(({ value }) => value)).toEqual(['abc']);
  await bucket.press('End');
  await bucket.pressSequentially('d');
  await bucket.blur();
  expect((await editor.edits()).map(({ value }) => value)).toEqual(['abc', 'abcd']);
});

test('a flush is answered with what is typed', async ({ editor }) => {
  await editor.open({ state: pageState() });
  await editor.field('Retries').fill('2');
  await editor.page.evaluate(() => window.stage.flush(7));
  await expect
    .poll(() => editor.sent('flushed'))
    .toEqual([
      { type: 'flushed', id: 7, editNumber: 1, edits: [{ path: ['max_async_retry_attempts'], value: 2 }] },
    ]);
  await editor.page.evaluate(() => window.stage.flush(8));
  await expect
    .poll(() => editor.sent('flushed'))
    .toContainEqual({ type: 'flushed', id: 8, editNumber: 1, edits: [] });
  await expect.poll(() => editor.edits()).toEqual([]);
});

test('a shortcut finds what is typed in the document', async ({ editor }) => {
  await editor.open({ state: pageState() });
  await editor.field('Retries').fill('2');
  await editor.page.keyboard.down('Control');
  await expect.poll(() => editor.edits()).toEqual([{ path: ['max_async_retry_attempts'], value: 2 }]);
  await editor.page.keyboard.up('Control');
});

test('a button acts on what is typed: the edit goes out before the command', async ({ editor }) => {
  await editor.open({ state: pageState() });
  await editor.field('Retries').fill('2');
  await editor.button('Save').click();
  await expect
    .poll(() => editor.page.evaluate(() => window.stage.sent.map(({ type }) => type)))
    .toEqual(['ready', 'edits', 'command']);
  await expect.poll(() => editor.sent('command')).toEqual([{ type: 'command', command: 'save' }]);
});

test('the arrows choose a character while it is composed, and step no number', async ({ editor }) => {
  await editor.open({ state: pageState() });
  const retries = editor.field('Retries');
  await retries.fill('1');
  const press = (isComposing: boolean) =>
    retries.evaluate((element, composing) => {
      const init = { key: 'ArrowDown', isComposing: composing, bubbles: true, cancelable: true };
      return element.dispatchEvent(new KeyboardEvent('keydown', init));
    }, isComposing);
  expect(await press(true), 'the arrow is left to the input method').toBe(true);
  await expect(retries).toHaveValue('1');
  expect(await press(false)).toBe(false);
  await expect(retries).toHaveValue('0');
});
