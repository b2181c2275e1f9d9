import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PROJECT } from '../harness/project.mjs';
import { Colleague, type Ready } from './colleague';
import { expect, test } from './fixtures';
import type { Workbench } from './workbench';

const home = mkdtempSync(join(tmpdir(), 'fndeck-home-'));
let colleague: Colleague;
let line: Ready;

function put(name: string, text: string): void {
  mkdirSync(dirname(join(home, name)), { recursive: true });
  writeFileSync(join(home, name), text);
}

const putJson = (name: string, content: object): void => put(name, JSON.stringify(content, undefined, 2));

/** The Alibaba Cloud CLI's file; the secret can be a wrong one. */
function putAlibaba(secret = line.services[3]?.secretAccessKey): void {
  const { accessKeyId = '', region = '' } = line.services[3] ?? {};
  const keys = { access_key_id: accessKeyId, access_key_secret: secret };
  putJson('.aliyun/config.json', {
    current: 'work',
    profiles: [{ name: 'work', mode: 'AK', ...keys, region_id: region }],
  });
}

test.beforeAll(async () => {
  colleague = await Colleague.start();
  line = colleague.ready;
  const { accessKeyId, secretAccessKey, url, user, password, domain } = line;
  const [huawei, otc] = line.services;
  putAlibaba();
  const keys = { accessKeyId, secretAccessKey, region: huawei?.region, projectId: huawei?.projectId };
  putJson('.hcloud/config.json', { profiles: [{ name: 'deploy', mode: 'AKSK', ...keys }] });
  // JSON is YAML, too.
  const auth = { auth_url: `${url}/v3`, username: user, password, user_domain_name: domain };
  const project = { project_id: otc?.projectId ?? '' };
  const cloud = { auth: { ...auth, ...project }, region_name: otc?.region };
  putJson('.config/openstack/clouds.yaml', { clouds: { telekom: cloud } });
  const files = join(PROJECT, 'test', 'app', 'profiles', 'files');
  put('.s/access.yaml', readFileSync(join(files, 'access.yaml'), 'utf8'));
});

test.afterAll(() => {
  colleague.stop();
  rmSync(home, { recursive: true, force: true });
});

test.use({
  env: async ({ browserName }, use) => {
    if (browserName !== 'chromium') throw new Error('VS Code is Chromium');
    const { accessKeyId, secretAccessKey, services } = line;
    const ours = { HUAWEICLOUD_SDK_AK: accessKeyId, HUAWEICLOUD_SDK_SK: secretAccessKey };
    await use({ HOME: home, ...ours, HUAWEICLOUD_SDK_PROJECT_ID: services[0]?.projectId ?? '' });
  },
});

/** What is asked of a connection whose profile was chosen; `''` takes what is proposed. */
type Answers = readonly (readonly [question: string, answer: string])[];

async function addWith(
  workbench: Workbench,
  name: string,
  profile: RegExp,
  service: string | undefined,
  asked: Answers,
) {
  await workbench.command('FnDeck: Add Connection…', { asks: true });
  await workbench.choose('Where the functions are', 'Use a Profile');
  await workbench.take(profile);
  if (service !== undefined) await workbench.choose('Where the functions are', service);
  await workbench.choose('Region of', 'Custom Endpoints');
  for (const [question, answer] of asked) {
    if (answer !== '') await workbench.answer(question, answer);
    else {
      await expect(workbench.page.locator('.quick-input-widget .quick-input-message')).toContainText(
        question,
      );
      await workbench.page.keyboard.press('Enter');
    }
  }
  await workbench.answer('Name of the connection', name);
  await workbench.choose('How careful', 'Not marked');
}

async function lists(workbench: Workbench, name: string, group?: string): Promise<void> {
  await workbench.expand(name);
  if (group !== undefined) await workbench.expand(group);
  await expect(workbench.treeItem('hello-node')).toBeVisible();
  await workbench.collapse(name);
}

test('profiles that are there already lead to their functions, and what becomes of their files is told', async ({
  workbench,
}) => {
  const { url } = line;
  const region = ['Region ID', ''] as const;
  const functions = ['Endpoint of the function service', url] as const;
  const iam = ['IAM endpoint', url] as const;
  const logs = ['Endpoint of the log service', url] as const;
  const project = ['Project ID', ''] as const;
  await workbench.activity('FnDeck').click();

  await test.step('Serverless Devs, encrypted: told where, and another can be chosen', async () => {
    await workbench.command('FnDeck: Add Connection…', { asks: true });
    await workbench.choose('Where the functions are', 'Use a Profile');
    await expect(workbench.option(/^default.*encrypted/)).toBeVisible();
    await workbench.page.keyboard.press('Escape');
  });
  await test.step('Alibaba Cloud CLI', async () => {
    const account = ['ccount ID', line.services[3]?.accountId ?? ''] as const;
    const asked = [region, functions, logs, account];
    await addWith(workbench, 'By aliyun', /^work/, 'Function Compute 3.0', asked);
    await lists(workbench, 'By aliyun');
  });
  await test.step('KooCLI', async () => {
    await addWith(workbench, 'By KooCLI', /^deploy/, undefined, [region, functions, iam, logs, project]);
    await lists(workbench, 'By KooCLI', 'demo');
  });
  await test.step('OpenStack', async () => {
    const proposed = ['IAM endpoint', ''] as const;
    await addWith(workbench, 'By OpenStack', /^telekom/, undefined, [
      region,
      functions,
      proposed,
      logs,
      project,
    ]);
    await lists(workbench, 'By OpenStack', 'demo');
  });
  await test.step('environment variables', async () => {
    const named = ['Region ID', line.services[0]?.region ?? ''] as const;
    await addWith(workbench, 'By variables', /HUAWEICLOUD_SDK/, undefined, [
      named,
      functions,
      iam,
      logs,
      project,
    ]);
    await lists(workbench, 'By variables', 'demo');
  });
  await test.step('a file that changes is read again, and one that vanishes is told', async () => {
    putAlibaba('wrong');
    const told = workbench.page.locator('.part.sidebar');
    await workbench.command('FnDeck: Refresh');
    await workbench.expand('By aliyun');
    await expect(told.getByText(/credentials of the profile “aliyun:work”/).first()).toBeVisible();
    rmSync(join(home, '.aliyun/config.json'));
    await workbench.command('FnDeck: Refresh');
    await expect(told.getByText(/config\.json” is not there/).first()).toBeVisible();
    putAlibaba();
    await workbench.command('FnDeck: Refresh');
    await expect(workbench.treeItem('hello-node')).toBeVisible();
  });
});
