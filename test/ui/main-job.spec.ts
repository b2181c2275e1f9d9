import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { OUT } from '../harness/project.mjs';
import { chosenVscode } from '../harness/vscodes.mjs';
import { payloadFiles } from '../demo/workspace.mjs';
import { expectAccessible } from './accessibility';
import { expect, test } from './fixtures';
import { mainJob, startSandbox, type Step } from './main-job';
import { FC2, FC3, HUAWEI, OTC, type Service } from './services';
import type { Workbench } from './workbench';

/** Each service once, and each theme at least once. */
const STORIES: readonly { readonly service: Service; readonly name: string; readonly theme: string }[] = [
  { service: HUAWEI, name: 'dark', theme: 'Default Dark Modern' },
  { service: OTC, name: 'light', theme: 'Default Light Modern' },
  { service: FC3, name: 'high-contrast', theme: 'Default High Contrast' },
  { service: FC2, name: 'high-contrast-light', theme: 'Default High Contrast Light' },
];

for (const { service, name, theme } of STORIES) {
  test.describe(`${service.connection}, in ${name}`, () => {
    test.use({ files: payloadFiles(), settings: { 'workbench.colorTheme': theme } });

    test('the main job, from an empty view to a result', async ({ workbench }) => {
      const step = photographed(workbench, name);
      await startSandbox(workbench, step);
      await mainJob(workbench, service, step);
    });
  });
}

/** Leaves a picture of each step in out/screenshots/<theme>, and looks at the editor with axe while it is open. */
function photographed(workbench: Workbench, theme: string): Step {
  const folder = join(OUT, 'screenshots', chosenVscode(), theme);
  mkdirSync(folder, { recursive: true });
  let number = 0;
  return (title, work) =>
    test.step(title, async () => {
      await work();
      await workbench.page.screenshot({ path: join(folder, `${String(++number)}.png`) });
      if (await workbench.hasWebview()) await expectAccessible(await workbench.webviewFrame());
      expect(await workbench.page.locator('.notification-toast .codicon-error').count()).toBe(0);
    });
}
