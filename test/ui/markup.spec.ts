import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from './fixtures';

const LINK = 'See [the details](command:workbench.action.terminal.new)';

/** As VS Code must show it. */
const SHOWN = 'See [the details] (command:workbench.action.terminal.new)';

let service: Server;
let url: string;

/** A service whose every answer is an error with a text that VS Code would make a link of. */
test.beforeAll(async () => {
  service = createServer((_, response) => {
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error_code: 'FSS.0400', error_msg: LINK }));
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String((service.address() as AddressInfo).port)}`;
});

test.afterAll(() => service.close());

test.use({
  settings: {
    'fndeck.connections': [{ id: 'other', name: `${LINK} $(error)`, service: 'nothing', region: 'r' }],
  },
});

test('a text of a service or a setting is no link and no icon', async ({ workbench }) => {
  await workbench.activity('FnDeck').click();
  // Of the settings.
  await expect(workbench.notification('has entries that cannot be used')).toContainText(`${SHOWN} $ (error)`);

  await workbench.command('FnDeck: Add Connection…', { asks: true });
  await workbench.choose('Where the functions are', 'Huawei Cloud FunctionGraph');
  await workbench.choose('Region of', 'Custom Endpoints');
  await workbench.answer('Region ID', 'sandbox-1');
  await workbench.answer('Endpoint of the function service', url);
  await workbench.answer('IAM endpoint', url);
  await workbench.answer('Endpoint of the log service', url);
  await workbench.choose('signs in', 'Access key');
  await workbench.answer('Access key ID', 'AK');
  await workbench.answer('Secret access key', 'SK');
  await workbench.answer('Project ID', '0123456789abcdef0123456789abcdef');
  await workbench.answer('Name of the connection', LINK);
  await workbench.choose('How careful', 'Not marked');

  // Of what a person typed, and of the service.
  const failed = workbench.notification('Connection test failed');
  await expect(failed).toContainText(`Connection test failed for “${SHOWN}”`);
  await expect(failed).toContainText(`FSS.0400: ${SHOWN}`);
  expect(await workbench.page.locator('.notification-list-item-message a').count()).toBe(0);
});
