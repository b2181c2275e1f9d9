import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures';
import { inThemes } from './themes';

const CODE = 'exports.handler = async () => ({ total: 42 });\n';

test.use({
  files: {
    'checkout/index.js': CODE,
    'checkout/payload.json': '{"items": []}\n',
  },
});

test('a folder with code runs in the sandbox by its context menu, and what is wrong with it is a problem', async ({
  workbench,
  server,
}) => {
  const { page } = workbench;
  const folder = page.getByRole('treeitem', { name: /checkout/ }).first();
  await expect(async () => {
    // A menu that was opened before VS Code knew the extension's commands never has them.
    await page.keyboard.press('Escape');
    await folder.click({ button: 'right' });
    const line = page.getByRole('menuitem', { name: 'Run Function Here…' });
    await line.hover({ timeout: 3_000 });
    await page.keyboard.press('Enter');
    await expect(workbench.quickInput()).toBeVisible({ timeout: 8_000 });
  }).toPass({ timeout: 30_000 });
  await expect(workbench.option(/^index\.handler/)).toContainText('in index.js');
  await workbench.take(/^index\.handler/);
  await workbench.take(/^nodejs20/);
  await expect(workbench.notification(/default\/checkout runs in the sandbox/)).toBeVisible();

  const file = join(server.folders.workspace, 'checkout', 'index.js');
  writeFileSync(file, 'exports.handler = async () => {\n  return { total: };\n};\n');
  await workbench.openFile('payload.json');
  await expect(async () => {
    // A key that is pressed before the editor has the focus is lost.
    if (!(await workbench.quickInput().isVisible())) await page.keyboard.press('Control+Alt+Enter');
    await workbench.quickInput().fill('checkout', { timeout: 5_000 });
  }).toPass({ timeout: 30_000 });
  await workbench.take(/^checkout\b.*Huawei Cloud/);
  await expect.poll(() => workbench.outputText()).toContain('SyntaxError');
  await page.keyboard.press('Control+Shift+m');
  const problem = page.getByRole('treeitem', { name: /index\.handler could not be loaded: SyntaxError/ });
  await expect(problem).toBeVisible();
  await problem.dblclick();
  await expect(workbench.textEditor('index.js')).toContainText('total');
  await inThemes(workbench, 'run-here', 'problem');
  writeFileSync(file, CODE);
  await expect(problem).toBeHidden();
});
