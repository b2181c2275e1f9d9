import { payloadFiles } from '../demo/workspace.mjs';
import { Colleague } from '../ui/colleague';
import { stopInHelloNode } from '../ui/debug-story';
import { eventStory } from '../ui/event-story';
import { expect, test } from '../ui/fixtures';
import { mainJob, startSandbox, type Step } from '../ui/main-job';
import { changeSelected, selectConfigs } from '../ui/overview';
import { HUAWEI } from '../ui/services';
import type { Workbench } from '../ui/workbench';
import { PLAIN, take } from './picture';

const SIDE_BAR = 'View: Toggle Primary Side Bar Visibility';
const GREETING = { result: { statusCode: 200 } };

const S_YAML = `edition: 3.0.0
resources:
  flaky:
    component: fc3
    props:
      region: cn-shanghai
      functionName: flaky
      runtime: nodejs20
      asyncInvokeConfig:
        maxAsyncRetryAttempts: 5 # the warehouse is slow in December
        maxAsyncEventAgeInSeconds: 7200
        destinationConfig:
          onFailure:
            destination: acs:fc:cn-shanghai:1234567890123456:functions/alert
`;

/** The cases of a payload file as a person writes them down. */
function written(cases: readonly object[]): string {
  return `${JSON.stringify(cases, undefined, 2)}\n`;
}

/** A step of a story of which no picture is taken. */
const step: Step = (title, work) =>
  test.step(title, async () => {
    await work();
  });

/** After which step of the main job which picture is taken. */
const PICTURES = [
  { name: 'editor', after: /^Set 2 retries/ },
  { name: 'invoke', after: /^Wait for the end/ },
] as const;

test.use({ files: payloadFiles(), settings: PLAIN });

test('the main job', async ({ workbench }) => {
  const taken: string[] = [];
  const withPictures: Step = (title, work) =>
    test.step(title, async () => {
      await work();
      const picture = PICTURES.find(({ after }) => after.test(title));
      if (!picture) return;
      await take(workbench, picture.name);
      taken.push(picture.name);
    });
  await startSandbox(workbench, withPictures);
  await mainJob(workbench, HUAWEI, withPictures);
  expect(taken).toEqual(PICTURES.map(({ name }) => name));
});

test('many configurations, and one on production', async ({ workbench }) => {
  const front = workbench.webview();
  const colleague = await Colleague.start();
  try {
    for (const [name, age, retries, bucket] of CONFIGS) {
      await colleague.puts(name, {
        ...{ max_async_event_age_in_seconds: age, max_async_retry_attempts: retries },
        destination_config: bucket
          ? { on_failure: { destination: 'OBS', param: `{"bucket":"${bucket}"}` } }
          : {},
      });
    }
    await workbench.activity('FnDeck').click();
    await colleague.connect(workbench, 'Shop', 'Production');
    await workbench.expand('Shop');
    await workbench.expand('orders');
    await workbench.command(SIDE_BAR);
    await selectConfigs(workbench, 'latest', CONFIGS.length);
    await take(workbench, 'overview');
    await changeSelected(workbench, 'Retries');
    await expect(front.getByRole('button', { name: /^Apply to \d+ Version/ })).toBeEnabled({
      timeout: 60_000,
    });
    await take(workbench, 'apply');
    await workbench.command('View: Close All Editors');

    await workbench.command(SIDE_BAR);
    await workbench.expand('fails');
    await workbench.treeItem('latest').click();
    await front.getByRole('textbox', { name: 'Retries' }).fill('3');
    await front.getByRole('textbox', { name: 'Retries' }).press('Control+s');
    await expect(workbench.dialog()).toContainText('Retries: 3');
    await take(workbench, 'production');
  } finally {
    colleague.stop();
  }
});

/** Function, age limit in seconds, retries, bucket for what fails. */
const CONFIGS = [
  ['orders/fails', 3600, 2, 'failed-orders'],
  ['orders/flaky', 86_400, 3, 'failed-orders'],
  ['orders/late', 60, 8, 'late-orders'],
  ['orders/receipt', 3600, 1, ''],
  ['hello-node', 7200, 0, ''],
  ['slow', 1800, 1, ''],
] as const;

test('the second life of an event', async ({ workbench }) => {
  await startSandbox(workbench, step);
  await eventStory(workbench, step);
  await workbench.command('View: Toggle Panel Visibility');
  await take(workbench, 'event');
});

test.describe('payload files', () => {
  test.use({
    files: {
      ...payloadFiles(),
      '.fndeck/functions.json': '{ "demo/hello-node": { "connection": "sandbox-functiongraph-huawei" } }\n',
      '.fndeck/demo/hello-node/ada.json': '{ "name": "Ada" }\n',
      '.fndeck/demo/hello-node/ada.expect.json': written([
        { name: 'greets Ada', ...GREETING, log: 'greeting Ada' },
        { name: 'greets in English', ...GREETING, result: { body: { message: 'Good morning, Ada' } } },
      ]),
      '.fndeck/demo/hello-node/grace.json': '{ "name": "Grace" }\n',
      '.fndeck/demo/hello-node/grace.expect.json': written([{ name: 'greets Grace', ...GREETING }]),
    },
    settings: { ...PLAIN, 'fndeck.invoke.revealOutput': 'never' },
  });

  test('expectations, and runs that are repeated', async ({ workbench }) => {
    const { page } = workbench;
    const front = workbench.webview();
    await startSandbox(workbench, step);
    await workbench.openFile('ada.expect.json');
    await workbench.command('Testing: Focus on Test Explorer View');
    await expect(
      page.locator('.test-explorer .monaco-list-row', { hasText: 'demo/hello-node' }),
    ).toBeVisible();
    await workbench.command('Test: Run All Tests');
    await expect(page.locator('.part.sidebar').getByText('2/3', { exact: true })).toBeVisible();
    await workbench.command('Test Results: Focus on Test Results View');
    await page
      .locator('.test-output-peek-tree .monaco-list-row', { hasText: 'greets in English' })
      .first()
      .click();
    await expect(page.locator('.part.panel .monaco-diff-editor .editor.original')).toContainText(
      'Good morning',
    );
    await take(workbench, 'expectations');

    await workbench.command('View: Close All Editors');
    await workbench.command('View: Toggle Panel Visibility');
    await workbench.activity('FnDeck').click();
    await workbench.openFile('grace.json');
    await workbench.command('FnDeck: Repeat Invocation', { asks: true });
    await workbench.answer('How many runs?', '200');
    await workbench.answer('How many of them at a time?', '4');
    await workbench.dialog().getByRole('button', { name: 'Invoke 200 Times' }).click();
    await expect(front.getByText('200 runs · at most 4 at a time').first()).toBeVisible({ timeout: 60_000 });
    await take(workbench, 'repeat');
  });
});

test('failed events, to be sent again', async ({ workbench }) => {
  const front = workbench.webview();
  const colleague = await Colleague.start();
  const orders = ['A-2001', 'A-2002', 'A-2003', 'A-2004'];
  try {
    await colleague.puts('orders/flaky', { max_async_retry_attempts: 0, enable_async_status_log: true });
    await workbench.activity('FnDeck').click();
    await colleague.connect(workbench, 'Team');
    await workbench.openFile('flaky.payload.json');
    for (const [index, order] of orders.entries()) {
      await workbench.textEditor('flaky.payload.json').click();
      await workbench.page.keyboard.press('Control+a');
      await workbench.page.evaluate(`navigator.clipboard.writeText('{ "orderId": "${order}" }')`);
      await workbench.page.keyboard.press('Control+v');
      await queue(workbench);
      await expect.poll(() => colleague.asked('invokeAsync')).toBe(index + 1);
    }
    await workbench.command('View: Toggle Panel Visibility');
    await workbench.command('Replay Failed Events', { asks: true });
    await workbench.take('The last hour');
    await expect(front.locator('.tally')).toContainText('4 events · 4 chosen', { timeout: 30_000 });
    await take(workbench, 'replay');
  } finally {
    colleague.stop();
  }
});

/** Queues the open payload for the sample that fails twice: it is asked for the first time only. */
async function queue(workbench: Workbench): Promise<void> {
  await workbench.page.locator('.codelens-decoration').getByText('Queue Event').click();
  const box = workbench.quickInput();
  const asked = await box.waitFor({ timeout: 3_000 }).then(
    () => true,
    () => false,
  );
  if (!asked) return;
  await box.fill('flaky');
  await workbench.take(/^flaky\b/);
}

test('a breakpoint in a function', async ({ workbench, server }) => {
  await startSandbox(workbench, step);
  await stopInHelloNode(workbench, server.folders.extensions);
  await take(workbench, 'debug');
});

test.describe('configurations as code', () => {
  test.use({ files: { 's.yaml': S_YAML }, settings: PLAIN });

  test('a block of s.yaml and what the service holds', async ({ workbench }) => {
    await startSandbox(workbench, step);
    await workbench.command(SIDE_BAR);
    await workbench.openFile('s.yaml');
    await workbench.page.locator('.codelens-decoration').getByText('Differs from').click();
    await expect(workbench.page.locator('.monaco-diff-editor').first()).toBeVisible();
    await take(workbench, 'code');
  });
});
