import { expect, test } from './fixtures';

/** What a person types who wants to invoke a function with a payload, and wants the answer. */
const TYPED = ['Invoke with Payload', 'invoke with', 'invoke', 'with payload', 'payload', 'invok', 'payl'];

test('the palette offers “Invoke with Payload” first, whatever part of it is typed', async ({
  workbench,
}) => {
  await workbench.openFile('readme.txt');
  await workbench.page.keyboard.press('F1');
  for (const typed of TYPED) {
    await workbench.quickInput().fill(`>${typed}`);
    const first = workbench.page.locator('.quick-input-widget .monaco-list-row.focused');
    await expect(first, typed).toContainText('FnDeck: Invoke with Payload');
  }
});
