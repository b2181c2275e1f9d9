import { execFileSync } from 'node:child_process';
import { Colleague } from './colleague';
import { expect, test } from './fixtures';

const [AGE, RETRIES] = ['max_async_event_age_in_seconds', 'max_async_retry_attempts'] as const;
const ONE = { [AGE]: 3600, [RETRIES]: 1 };
const NAMES = ['hello-node', 'hello-python', 'slow'] as const;

let colleague: Colleague;

test.beforeEach(async () => {
  colleague = await Colleague.start();
  for (const name of NAMES) await colleague.puts(name, ONE);
});

test.afterEach(() => colleague.stop());

const retriesHeld = () => Promise.all(NAMES.map(async (name) => (await colleague.holds(name))?.[RETRIES]));

test('an apply to many whose extension host is killed is offered again, and writes nothing twice', async ({
  workbench,
  server,
}) => {
  const { page } = workbench;
  const front = workbench.webview();
  await workbench.activity('FnDeck').click();
  await colleague.connect(workbench, 'Team');
  await workbench.command('FnDeck: Overview of Async Configurations');
  await front.getByRole('searchbox', { name: 'Filter' }).fill('demo/');
  await front.getByRole('checkbox', { name: 'Select all that are shown' }).click();
  await expect(front.locator('.counts')).toContainText(`${String(NAMES.length)} selected`);
  await expect(async () => {
    if (!(await workbench.quickInput().isVisible()))
      await front.getByRole('button', { name: 'Change Selected…' }).click({ timeout: 3_000 });
    await workbench.quickInput().fill('flaky', { timeout: 3_000 });
    await workbench
      .option(/^flaky\b/)
      .first()
      .click({ timeout: 3_000 });
    await expect(workbench.option('Some of its fields…')).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 60_000 });
  await workbench.option('Some of its fields…').click();
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Retries' }).click();
  await page.keyboard.press('Enter');
  const apply = front.getByRole('button', { name: `Apply to ${String(NAMES.length)} Versions` });
  await expect(apply).toBeVisible();
  const before = (await colleague.configPuts()).length;
  await colleague.breaks('putAsyncConfig:slow=3000:1');
  await apply.click();
  await expect.poll(async () => (await retriesHeld()).filter((held) => held === 2).length).toBeGreaterThan(0);
  process.kill(extensionHost(server.pid), 'SIGKILL');
  await colleague.breaks();

  await page.reload();
  const offer = workbench.notification('Applying to many was cut off');
  await expect(offer).toBeVisible({ timeout: 60_000 });
  await page.screenshot({ path: test.info().outputPath('offer.png') });
  await offer.getByRole('button', { name: 'Show What Is Left' }).click();
  await expect(front.getByRole('heading', { level: 1 })).toHaveText('Apply to Many');
  await page.screenshot({ path: test.info().outputPath('left.png') });
  await front.getByRole('button', { name: /^Resume/ }).click();
  await expect.poll(retriesHeld, { timeout: 30_000 }).toEqual(NAMES.map(() => 2));
  await page.screenshot({ path: test.info().outputPath('done.png') });
  const puts = (await colleague.configPuts()).slice(before);
  expect(puts).toHaveLength(NAMES.length);
  expect(new Set(puts).size).toBe(NAMES.length);
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
