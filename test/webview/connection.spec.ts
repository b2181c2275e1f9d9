import type {
  ConnectionTestState,
  FromConnectionPage,
  PermissionRow,
} from '../../src/webview/connection/protocol';
import type { ConnectionStage } from './stage/connectionHost';
import { expectAccessible } from './stage/accessibility';
import { expect, testsOf, type Page } from './stage/shownPage';

const test = testsOf<ConnectionTestState>('connection', 'connectionHost.ts');

const hostile = '<img src=x onerror=alert(1)> [a](command:b) $(zap)';

function row(key: string, what: string, state: PermissionRow['state'], text: string): PermissionRow {
  const needs = [`fc:${key}`, `fc:List${key}`];
  return { key, what, state, text, needs, hasPolicy: state !== 'waiting' };
}

const OVER: ConnectionTestState = {
  ...{ title: 'Test of “Production”', phase: 'over', isStale: false, canEdit: true, mostRequests: 16 },
  context: 'Function Compute 3.0 · cn-shanghai · tested on Nov 22, 2026, 7:03:22 PM',
  facts: [
    { label: 'Endpoint', text: 'https://fcv3.cn-shanghai.aliyuncs.com, answered in 35 ms', sign: 'success' },
    { label: 'Signed in as', text: 'access key LTAI…7f2c, profile “aliyun:default”', sign: 'success' },
    { label: 'Account', text: '1234567890123456' },
    {
      label: 'Clock',
      text: 'This computer’s clock is 4 min ahead of the service’s. Signed requests are refused from 15 minutes on.',
      sign: 'warning',
    },
    { label: 'Reads were tried on', text: 'orders@LATEST' },
    { label: 'Request ID', text: '65F0A1B2C3D4E5F60718293A' },
  ],
  rows: [
    row('ListFunctions', 'List functions', 'allowed', 'Allowed'),
    row(
      'GetAsync',
      'Read async configurations',
      'refused',
      `Not allowed. The service does not allow this. (AccessDenied: ${hostile}; request 12) Ask the administrator.`,
    ),
    row('PutAsync', 'Write async configurations', 'untried', 'Not tried: it would change something.'),
    row('GetLogs', 'Read logs', 'unknown', 'Not known. The logs of this function are not collected.'),
  ],
};
const RUNNING: ConnectionTestState = {
  ...OVER,
  phase: 'running',
  facts: OVER.facts.slice(0, 1),
  rows: [
    row('ListFunctions', 'List functions', 'asking', 'Asking…'),
    row('GetAsync', 'Read async configurations', 'waiting', 'Waits'),
  ],
};
const FAILED: ConnectionTestState = {
  ...OVER,
  isStale: true,
  problem: {
    text: `The access key was not accepted. (InvalidAccessKeyID: ${hostile})`,
    hint: 'Check the access key ID.',
  },
  facts: [{ label: 'Endpoint', text: `https://${'long.'.repeat(40)}example` }],
  rows: OVER.rows.map((each) => ({ ...each, state: 'untried', text: 'Not tried: the test ended before.' })),
};
const STATES = { RUNNING, OVER, FAILED };

const sent = (page: Page): Promise<readonly FromConnectionPage[]> =>
  page.evaluate(() => (window as unknown as { connectionStage: ConnectionStage }).connectionStage.sent);
const show = (page: Page, state: ConnectionTestState): Promise<void> =>
  page.evaluate((text) => {
    const { connectionStage } = window as unknown as { connectionStage: ConnectionStage };
    connectionStage.show(JSON.parse(text) as ConnectionTestState);
  }, JSON.stringify(state));

for (const [name, state] of Object.entries(STATES)) {
  test(`axe finds nothing in a connection's test in any theme: ${name}`, async ({
    page,
    server,
    complaints,
  }) => {
    await server.open(page, { state });
    await expectAccessible(page, `connection ${name}`, [300, 1200]);
    expect(complaints).toEqual([]);
  });
}

test('all that it offers is reached and pressed with the keyboard', async ({ page, server, complaints }) => {
  await server.open(page, { state: OVER });
  const press = async (name: string): Promise<void> => {
    await page.keyboard.press('Tab');
    await expect(page.locator(':focus')).toHaveAccessibleName(name);
    await page.keyboard.press('Enter');
  };
  await press('Test Again');
  await press('Edit Connection…');
  await press('Show Request Log');
  await press('Copy Policy: Read async configurations');
  await press('Copy Policy: Write async configurations');
  expect((await sent(page)).slice(1)).toEqual([
    { type: 'again' },
    { type: 'edit' },
    { type: 'showLog' },
    { type: 'copyPolicy', key: 'GetAsync' },
    { type: 'copyPolicy', key: 'PutAsync' },
  ]);
  expect(complaints).toEqual([]);
});

test('a test that runs can be cancelled where it was asked for, and its end is announced', async ({
  page,
  server,
}) => {
  await server.open(page, { state: OVER });
  await page.getByRole('button', { name: 'Test Again' }).focus();
  await show(page, RUNNING);
  await expect(page.getByRole('progressbar')).toHaveAttribute('max', '2');
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Enter');
  await show(page, OVER);
  await expect(page.getByRole('status')).toHaveText('The test is over: 1 permission is missing.');
  await expect(page.getByRole('button', { name: 'Test Again' })).toBeFocused();
  expect((await sent(page)).slice(1)).toEqual([{ type: 'cancel' }]);
});

test('text from outside stays text, and what is old is said to be', async ({ page, server, complaints }) => {
  await server.open(page, { state: FAILED });
  await expect(page.getByRole('alert')).toContainText(hostile);
  await expect(page.getByText('The connection was changed after this test.')).toBeVisible();
  expect(await page.locator('img').count()).toBe(0);
  expect(complaints).toEqual([]);
});
