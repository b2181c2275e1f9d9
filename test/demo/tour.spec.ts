import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '@playwright/test';
import { OUT } from '../harness/project.mjs';
import { eventStory, lateStory } from '../ui/event-story';
import { prepare } from '../ui/fixtures';
import { mainJob, type Step } from '../ui/main-job';
import { HUAWEI } from '../ui/services';
import { Workbench } from '../ui/workbench';

const FOLDER = join(OUT, 'tour');

test('the tour', async ({ page }) => {
  const url = process.env.FNDECK_DEMO_URL;
  if (url === undefined) throw new Error('the tour starts by `npm run demo -- --tour`');
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const workbench = new Workbench(page);
  await prepare(page);
  await workbench.open(url);
  const step = told(page);
  await mainJob(workbench, HUAWEI, step);
  await eventStory(workbench, step);
  await lateStory(workbench, step);
  console.log(`\nEvery step held. Pictures: ${FOLDER}`);
});

/** Prints each step with what it saw, and leaves a picture of it. */
function told(page: Workbench['page']): Step {
  let number = 0;
  return async (title, work) => {
    number++;
    console.log(`\n${String(number)}. ${title}`);
    try {
      console.log(`   ${await work()}`);
    } finally {
      await page.screenshot({ path: join(FOLDER, `${String(number)}.png`) });
    }
  };
}
