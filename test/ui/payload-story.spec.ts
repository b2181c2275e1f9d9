import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OUT } from '../harness/project.mjs';
import { expect, test } from './fixtures';
import { startSandbox } from './main-job';
import { inThemes } from './themes';
import type { Workbench } from './workbench';

const FUNCTIONS = join(OUT, 'story-functions');
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

/** Greets whom the payload names, and gives back a picture where it is to. */
const GREET = `
  exports.handler = async ({ name, picture }) => {
    console.log('greeting ' + name);
    if (picture)
      return { statusCode: 200, headers: { 'Content-Type': 'image/png' }, isBase64Encoded: true, body: '${PNG}' };
    return { statusCode: 200, body: JSON.stringify({ message: 'Hello, ' + name }) };
  };`;
const greeting = (message: string) => ({ result: { statusCode: 200, body: { message } } });
const ABOUT = { runtime: 'Node.js18.15', handler: 'index.handler', timeout: 10, memory: 128 };

test.use({
  settings: { 'fndeck.sandbox.arguments': ['--functions', FUNCTIONS], 'fndeck.invoke.revealOutput': 'never' },
  files: {
    '.fndeck/functions.json': '{ "demo/greet": { "connection": "sandbox-functiongraph-huawei" } }\n',
    '.fndeck/demo/greet/ada.json': '{ "name": "Ada" }\n',
    '.fndeck/demo/greet/ada.expect.json': JSON.stringify([
      { name: 'greets Ada', ...greeting('Hello, Ada') },
      { name: 'greets Eve', ...greeting('Hello, Eve') },
    ]),
    '.fndeck/demo/greet/logo.json': '{ "name": "Logo", "picture": true }\n',
  },
});

test.beforeAll(() => {
  const folder = join(FUNCTIONS, 'demo', 'greet');
  rmSync(FUNCTIONS, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'function.json'), JSON.stringify(ABOUT));
  writeFileSync(join(folder, 'index.js'), GREET);
});

test('a payload is tested, its log followed, its picture opened, and what was sent found again', async ({
  workbench,
}) => {
  const { page } = workbench;
  const greetings = async () => (await workbench.outputText()).split('greeting Ada').length - 1;
  await startSandbox(workbench, (_, work) => work().then(() => undefined));
  await workbench.expand('demo');
  await expect(workbench.treeItem('greet')).toBeVisible();

  await test.step('one of two expectations fails, and its difference is shown', async () => {
    await workbench.command('Testing: Focus on Test Explorer View');
    await expect(page.locator('.test-explorer .monaco-list-row', { hasText: 'demo/greet' })).toBeVisible();
    await workbench.command('Test: Run All Tests');
    await expect(page.locator('.part.sidebar').getByText('1/2', { exact: true })).toBeVisible();
    // VS Code opens the results by itself, but for a run that is over before it gets to that.
    await workbench.command('Test Results: Focus on Test Results View');
    const failed = page.locator('.test-output-peek-tree .monaco-list-row', { hasText: 'greets Eve' });
    await failed.first().click();
    const difference = page.locator('.part.panel .monaco-diff-editor');
    await expect(difference.locator('.editor.original')).toContainText('Hello, Eve');
    await expect(difference.locator('.editor.modified')).toContainText('Hello, Ada');
    await inThemes(workbench, 'payload-story', 'tests');
  });

  await test.step('the log of the last minutes and a line that comes are shown, until it is stopped', async () => {
    await workbench.command('FnDeck: Follow Logs', { asks: true });
    await workbench.take(/^greet\b.*Huawei Cloud/);
    await workbench.take(/^Last 15 Minutes/);
    await expect.poll(greetings).toBe(2);
    await workbench.openFile('ada.json');
    await page.locator('.codelens-decoration').getByText('Invoke demo/greet@latest').click();
    await expect.poll(greetings).toBe(3);
    await inThemes(workbench, 'payload-story', 'log');
    await workbench.statusItem(/^Logs: live/).click();
    await workbench.take(/^Stop Following demo\/greet/);
    await expect.poll(() => workbench.outputText()).toContain('Stopped by you; lines are complete to');
    await expect(workbench.statusItem(/^Logs:/)).toBeHidden();
  });

  await test.step('a picture in an HTTP response opens, from the journal', async () => {
    await workbench.openFile('logo.json');
    await page.locator('.codelens-decoration').getByText('Invoke demo/greet@latest').click();
    await expect(workbench.statusItem(/greet.*✓ Succeeded/)).toBeVisible();
    await workbench.activity('FnDeck').click();
    await workbench.command('FnDeck: Focus on Invocations View');
    await inMenuOfFirst(workbench, 'Open as HTTP Response');
    await expect(workbench.tab('greet.response.txt')).toBeVisible();
    await expect(workbench.tab('.result.png')).toBeVisible();
  });

  await test.step('what was sent is pinned, noted and found by its note', async () => {
    await inMenuOfFirst(workbench, 'Pin');
    await expect(workbench.treeItem('Pinned')).toBeVisible();
    await inMenuOfFirst(workbench, 'Edit Note…');
    await workbench.quickInput().fill('the logo of March');
    await page.keyboard.press('Enter');
    await expect(firstInvocation(workbench)).toContainText('the logo of March');
    await workbench.command('FnDeck: Filter History…', { asks: true });
    await workbench.quickInput().fill('March');
    await page.keyboard.press('Enter');
    await expect(page.locator('.part.sidebar').getByText('1 of 4 match March')).toBeVisible();
    await inThemes(workbench, 'payload-story', 'journal');
  });
});

/** The newest invocation in the journal, or the first that is pinned. */
function firstInvocation({ page }: Workbench) {
  return page.locator('.part.sidebar .monaco-list-row', { hasText: 'demo/greet@latest' }).first();
}

async function inMenuOfFirst(workbench: Workbench, title: string): Promise<void> {
  const item = workbench.page.getByRole('menuitem', { name: title, exact: true });
  // A tree that is drawn anew takes the menu away, and one that has just come takes no click.
  await expect(async () => {
    if (!(await item.isVisible()))
      await firstInvocation(workbench).click({ button: 'right', timeout: 2_000 });
    await item.hover({ timeout: 2_000 });
    await item.click({ timeout: 2_000 });
    await expect(item).toBeHidden({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
}
