import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { payloadFiles } from '../demo/workspace.mjs';
import { OUT } from '../harness/project.mjs';
import { chosenVscode } from '../harness/vscodes.mjs';
import { expectAccessible } from './accessibility';
import { eventStory } from './event-story';
import { expect, test } from './fixtures';
import { startSandbox, type Step } from './main-job';

const THEMES: Readonly<Record<string, string>> = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
};

const step: Step = (title, work) =>
  test.step(title, async () => {
    await work();
  });

for (const [name, theme] of Object.entries(THEMES)) {
  test.describe(`in ${name}`, () => {
    test.use({ files: payloadFiles(), settings: { 'workbench.colorTheme': theme } });

    test('an event is seen through its attempts, and its page comes back with the window', async ({
      workbench,
    }) => {
      const folder = join(OUT, 'screenshots', chosenVscode(), `event-${name}`);
      mkdirSync(folder, { recursive: true });
      await startSandbox(workbench, step);
      await eventStory(workbench, step);
      await expectAccessible(await workbench.webviewFrame());
      await workbench.page.screenshot({ path: join(folder, 'event.png') });

      if (name !== 'dark') return;
      await workbench.reload('fndeck.event');
      await expect(workbench.webview().locator('.badge')).toHaveText('Succeeded');
      await expect(workbench.webview().locator('.story details')).toHaveCount(3);
    });
  });
}
