import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PROJECT } from '../harness/project.mjs';
import { expect, test } from './fixtures';

/** A sandbox of its own: for FnDeck it is a service like any other. */
interface Service {
  readonly url: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly projectId: string;
  readonly region: string;
}

let process: ChildProcess;
let service: Service;

test.beforeAll(async () => {
  const samples = join(PROJECT, 'media', 'samples');
  process = spawn(globalThis.process.execPath, [
    join(PROJECT, 'dist', 'sandbox.js'),
    ...['--parent', '--functions', samples],
  ]);
  const { stdout } = process;
  if (!stdout) throw new Error('the sandbox has no output');
  const [line] = (await once(createInterface({ input: stdout }), 'line')) as [string];
  service = JSON.parse(line) as Service;
});

test.afterAll(() => process.kill());

test('a connection is added by answering questions, with a way back, and its functions are listed', async ({
  workbench,
}) => {
  const { page } = workbench;
  await workbench.activity('FnDeck').click();
  await workbench.welcome().getByRole('button', { name: 'Add Connection' }).click();
  await workbench.choose('Where the functions are', 'Open Telekom Cloud FunctionGraph');
  await workbench.choose('Region of', 'eu-de');

  await expect(workbench.quickInput()).toHaveAttribute('placeholder', /signs in/);
  const back = page.locator('.quick-input-titlebar').getByRole('button', { name: 'Back' });
  await back.click();
  // The next question has such a button, too.
  await expect(workbench.quickInput()).toHaveAttribute('placeholder', /Region of/);
  await back.click();

  await workbench.choose('Where the functions are', 'Huawei Cloud FunctionGraph');
  await workbench.choose('Region of', 'Custom Endpoints');
  await workbench.answer('Region ID', service.region);

  await workbench.answer('Endpoint of the function service', 'http://example.com');
  await expect(page.locator('.quick-input-message')).toContainText('Only https');
  await workbench.quickInput().fill(service.url);
  await page.keyboard.press('Enter');

  await workbench.answer('IAM endpoint', service.url);
  await workbench.answer('Endpoint of the log service', service.url);
  await workbench.choose('signs in', 'Access key');
  await workbench.answer('Access key ID', service.accessKeyId);
  await expect(page.locator('.quick-input-message')).toContainText('Secret access key');
  await expect(workbench.quickInput()).toHaveAttribute('type', 'password');
  await workbench.answer('Secret access key', service.secretAccessKey);
  await workbench.answer('Project ID', service.projectId);
  await workbench.answer('Name of the connection', 'My account');
  await workbench.choose('How careful', 'Not marked');

  await expect(workbench.notification(`Connected to ${service.url}`)).toBeVisible();
  await workbench.expand('My account');
  await workbench.expand('demo');
  await expect(workbench.treeItem('hello-node')).toBeVisible();
});
