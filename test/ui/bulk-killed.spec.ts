import { execFileSync } from 'node:child_process';
import { Colleague } from './colleague';
import { expect, test } from './fixtures';
import { changeSelected, selectConfigs } from './overview';

const COUNT = 200;
/** Written when the extension host is killed. */
const SOME = 40;
const NAMES = Array.from({ length: COUNT }, (_, number) => {
  return `batch-000/made-up-${String(number).padStart(6, '0')}`;
});
const RETRIES = 'max_async_retry_attempts';

let colleague: Colleague;

test.use({ settings: { 'fndeck.bulk.rate': 50 } });

test.beforeEach(async () => {
  colleague = await Colleague.start('--synthetic', String(COUNT));
  for (const [number, name] of NAMES.entries())
    await colleague.puts(name, { max_async_event_age_in_seconds: 3600 + number, [RETRIES]: 1 });
});

test.afterEach(() => colleague.stop());

/** What the service holds for all of them, without the time of the last change. */
async function held(): Promise<readonly string[]> {
  const configs = [];
  for (const name of NAMES) configs.push(await colleague.holds(name));
  return configs.map((config) => JSON.stringify({ ...config, last_modified: undefined }));
}

const puts = () => colleague.configPuts();

test('an apply to 200 whose extension host is killed is taken up again, writes nothing twice, and is undone', async ({
  workbench,
  server,
}) => {
  const { page } = workbench;
  const front = workbench.webview();
  const before = await held();
  await workbench.activity('FnDeck').click();
  await colleague.connect(workbench, 'Team');
  await selectConfigs(workbench, 'made-up', COUNT);
  await changeSelected(workbench, 'Retries');
  const apply = front.getByRole('button', { name: `Apply to ${String(COUNT)} Versions` });
  await expect(apply).toBeEnabled({ timeout: 60_000 });
  await colleague.forgets();
  await apply.click();
  await expect.poll(async () => (await puts()).length, { timeout: 60_000 }).toBeGreaterThan(SOME);
  process.kill(extensionHost(server.pid), 'SIGKILL');
  await page.reload();
  const offer = workbench.notification('Applying to many was cut off');
  await expect(offer).toBeVisible({ timeout: 60_000 });
  const first = await puts();
  expect(first.length).toBeLessThan(COUNT);
  // The sandbox remembers the last thousand requests.
  await colleague.forgets();
  await offer.getByRole('button', { name: 'Show What Is Left' }).click();
  await expect(front.getByRole('heading', { level: 1 })).toHaveText('Apply to Many');
  await front.getByRole('button', { name: /^Resume/ }).click();
  await expect(front.getByRole('status')).toContainText(`${String(COUNT)} written`, { timeout: 60_000 });
  const written = [...first, ...(await puts())];
  expect(written).toHaveLength(COUNT);
  expect(new Set(written).size).toBe(COUNT);
  expect(await held()).toEqual(before.map((config) => config.replace(`"${RETRIES}":1`, `"${RETRIES}":2`)));

  await front.getByRole('button', { name: 'Undo…' }).click();
  await front.getByRole('button', { name: `Restore ${String(COUNT)} Configurations` }).click();
  await expect(front.getByRole('status')).toContainText(`${String(COUNT)} written`, { timeout: 60_000 });
  expect(await held()).toEqual(before);
});

/** The process of VS Code's extension host, below that of its server. */
function extensionHost(server: number): number {
  const lines = execFileSync('ps', ['-eo', 'pid,pgid,args'], { encoding: 'utf8' }).split('\n');
  const found = lines.flatMap((line) => {
    const [, pid, group, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(group) === server && command.includes('--type=extensionHost') ? [Number(pid)] : [];
  });
  if (found.length !== 1) throw new Error(`there are ${String(found.length)} extension hosts`);
  return found[0] ?? 0;
}
