import { payloadFiles } from '../demo/workspace.mjs';
import { expectAccessible } from './accessibility';
import { eventStory } from './event-story';
import { expect, test } from './fixtures';
import { startSandbox, type Step } from './main-job';
import { inThemes } from './themes';

const step: Step = (title, work) =>
  test.step(title, async () => {
    await work();
  });

test.use({ files: payloadFiles() });

test('an event is seen through its attempts, and its page comes back with the window', async ({
  workbench,
}) => {
  await startSandbox(workbench, step);
  await eventStory(workbench, step);
  await inThemes(workbench, 'event', 'event', async () => expectAccessible(await workbench.webviewFrame()));

  await workbench.reload('fndeck.event');
  await expect(workbench.webview().locator('.badge')).toHaveText('Succeeded');
  await expect(workbench.webview().locator('.story details')).toHaveCount(3);
});
