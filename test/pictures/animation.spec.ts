import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../ui/fixtures';
import { startSandbox } from '../ui/main-job';
import type { Workbench } from '../ui/workbench';
import { FOLDER, PLAIN, shoot, tidy } from './picture';

/** As small as the page shows it: each frame counts. */
test.use({
  viewport: { width: 1260, height: 700 },
  deviceScaleFactor: 1,
  files: {
    '.fndeck/functions.json': '{ "demo/slow": { "connection": "sandbox-functiongraph-huawei" } }\n',
    '.fndeck/demo/slow/pictures.json': '{\n  "task": "resize pictures",\n  "steps": 10\n}\n',
  },
  settings: { ...PLAIN, 'editor.cursorBlinking': 'solid' },
});

/** Ten seconds of FnDeck: the retries of a config are changed and saved, a function is invoked, its log read. */
test('the animation', async ({ workbench }) => {
  const { page } = workbench;
  const front = workbench.webview();
  const frames: number[] = [];
  const frame = async (milliseconds: number): Promise<void> => {
    await tidy(workbench);
    await shoot(workbench, `frame-${String(frames.length).padStart(2, '0')}`);
    frames.push(milliseconds);
  };
  await startSandbox(workbench, async (_, work) => void (await work()));
  await page.keyboard.press('Escape');
  await workbench.expand('orders');
  await workbench.expand('flaky');
  await expect(workbench.treeItem('latest')).toContainText('2 retries');
  await frame(800);
  await workbench.treeItem('latest').click();
  await expect(front.getByRole('heading', { level: 1 })).toHaveText('orders/flaky@latest');
  const retries = front.getByRole('textbox', { name: 'Retries' });
  await expect(retries).toHaveValue('2');
  await retries.click();
  await frame(1200);
  await retries.fill('3');
  await expect(workbench.tab('flaky')).toHaveClass(/\bdirty\b/);
  await frame(1600);
  await retries.press('Control+s');
  await expect(workbench.treeItem('latest')).toContainText('3 retries');
  await frame(1400);
  await invoke(workbench, frame);
  writeFileSync(join(FOLDER, 'frames.json'), JSON.stringify(frames));
});

/** Invokes the function that logs as it goes, with a frame for each line that comes. */
async function invoke(workbench: Workbench, frame: (milliseconds: number) => Promise<void>): Promise<void> {
  await workbench.openFile('pictures.json');
  const lens = workbench.page.locator('.codelens-decoration').getByText('Invoke demo/slow@latest');
  await expect(lens).toBeVisible();
  await frame(1200);
  await lens.click();
  for (let last = '', shown = 0; shown < 5; shown++) {
    await expect.poll(async () => newestStep(await workbench.outputText())).not.toBe(last);
    last = newestStep(await workbench.outputText());
    await frame(450);
  }
  await expect.poll(() => workbench.outputText()).toContain('✓ Succeeded');
  await frame(2000);
}

/** The last line of the function that the output shows. */
function newestStep(output: string): string {
  return output.match(/step\s+\d+/g)?.at(-1) ?? '';
}
