import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { payloadFiles } from '../demo/workspace.mjs';
import { OUT } from '../harness/project.mjs';
import { expect, test } from '../ui/fixtures';
import { mainJob, startSandbox, type Step } from '../ui/main-job';
import { HUAWEI } from '../ui/services';
import type { Workbench } from '../ui/workbench';

const FOLDER = join(OUT, 'pictures');

/** After which step of the story which picture is taken. */
const PICTURES = [
  { name: 'editor', after: /^Set 2 retries/ },
  { name: 'invoke', after: /^Wait for the end/ },
] as const;

test.use({
  files: payloadFiles(),
  settings: {
    'workbench.colorTheme': 'Default Dark Modern',
    'editor.minimap.enabled': false,
    'breadcrumbs.enabled': false,
    'window.commandCenter': false,
  },
});

test('the pictures of the README', async ({ workbench }) => {
  mkdirSync(FOLDER, { recursive: true });
  const taken: string[] = [];
  const step: Step = (title, work) =>
    test.step(title, async () => {
      await work();
      const picture = PICTURES.find(({ after }) => after.test(title));
      if (!picture) return;
      await tidy(workbench);
      await workbench.page.screenshot({ path: join(FOLDER, `${picture.name}.png`) });
      taken.push(picture.name);
    });
  await startSandbox(workbench, step);
  await mainJob(workbench, HUAWEI, step);
  expect(taken).toEqual(PICTURES.map(({ name }) => name));
});

/** Takes away what lies over the window, and shows the page of the editor from its heading on. */
async function tidy(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  await page.addStyleTag({ content: '.notifications-toasts, .monaco-hover { display: none !important }' });
  await page.mouse.move(0, 0);
  if (await workbench.hasWebview()) {
    const frame = await workbench.webviewFrame();
    await frame.evaluate('document.activeElement.blur(), scrollTo(0, 0)');
    await expect(workbench.webview().getByRole('heading', { level: 1 })).toBeInViewport();
  }
  await painted(page);
}

/** Until what was changed is on the screen. */
async function painted(page: Page): Promise<void> {
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
}
