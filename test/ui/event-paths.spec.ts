import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT } from '../harness/project.mjs';
import { Colleague } from './colleague';
import { expect, test } from './fixtures';
import { inThemes } from './themes';
import type { Workbench } from './workbench';

const PATHS = ['token', 'logs', 'stopped', 'late', 'untold'] as const;
type Path = (typeof PATHS)[number];
const THREE_ATTEMPTS = [/Attempt 1 failed/, /Attempt 2 failed/, /Attempt 3 succeeded/];
const RECORDED = { max_async_retry_attempts: 2, enable_async_status_log: true };

test.use({
  files: Object.fromEntries(
    PATHS.map((path) => [`${path}.payload.json`, `{ "orderId": "B-${path}" }\n`] as const),
  ),
});

/** The samples, with an alias that leads to a version of the one that fails twice. */
function functionsWithAlias(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fndeck-functions-'));
  cpSync(join(PROJECT, 'media', 'samples'), folder, { recursive: true });
  const flaky = join(folder, 'orders', 'flaky');
  mkdirSync(join(flaky, 'v1'));
  copyFileSync(join(flaky, 'index.js'), join(flaky, 'v1', 'index.js'));
  const about = JSON.parse(readFileSync(join(flaky, 'function.json'), 'utf8')) as object;
  const more = { versions: [{ name: 'v1', dir: 'v1' }], aliases: [{ name: 'prod', version: 'v1' }] };
  writeFileSync(join(flaky, 'function.json'), JSON.stringify({ ...about, ...more }));
  return folder;
}

/** Each event's attempts lie ten minutes apart: its time passes only where the service is told so. */
test('an event is seen to its end where a token expires, the log fails, it is stopped, grows too old or has no record', async ({
  workbench,
}) => {
  const functions = functionsWithAlias();
  const colleague = await Colleague.start('--functions', functions, '--retry-delay', '600000');
  const front = workbench.webview();
  const badge = front.locator('.badge');
  const attempts = front.locator('.story details');
  const last = front.locator('.story > li').last();
  try {
    await colleague.puts('orders/flaky@v1', { ...RECORDED, max_async_event_age_in_seconds: 7200 });
    await workbench.activity('FnDeck').click();
    await colleague.signIn(workbench, 'Berlin');
    await colleague.connect(workbench, 'Team');
    await workbench.page.locator('.part.sidebar .pane-header', { hasText: 'Invocations' }).click();

    await test.step('on Open Telekom Cloud, with a token that expires on the way', async () => {
      await queue(workbench, 'token', 'Berlin', 'latest');
      await colleague.waits(1);
      const row = await openNewest(workbench, 'orders/flaky@latest');
      await expect(front.locator('.context')).toContainText('Open Telekom Cloud');
      await expect(badge).toHaveText('Waiting for the next attempt');
      await colleague.expires();
      await colleague.skips(1);
      await colleague.skips(2);
      await expect(badge).toHaveText('Succeeded', { timeout: 60_000 });
      await expect(attempts).toHaveText(THREE_ATTEMPTS);
      await expect(row).toHaveAttribute('aria-label', /Succeeded/);
      expect(await colleague.asked('invokeAsync')).toBe(1);
    });

    await test.step('through an alias, while the log service fails in the middle', async () => {
      await queue(workbench, 'logs', 'Team', 'prod');
      await colleague.waits(1);
      const row = await openNewest(workbench, 'orders/flaky@!prod');
      await expect(front.getByRole('timer')).toHaveText(/in (2 h|1 h 59 min)/);
      await expect(attempts.first()).toContainText('Attempt 1');
      await colleague.breaks('ltsQuery:503:x3');
      await colleague.skips(1);
      await colleague.skips(2);
      await expect(badge).toHaveText('Succeeded', { timeout: 60_000 });
      await expect(attempts).toHaveText(THREE_ATTEMPTS, { timeout: 60_000 });
      await colleague.breaks();
      for (const number of [1, 2, 3]) {
        const attempt = attempts.nth(number - 1);
        await attempt.locator('summary').click();
        await expect(attempt.locator('pre')).toContainText(`attempt ${String(number)} to reserve`);
        await expect(attempt.locator('pre')).not.toContainText(`attempt ${String(number + 1)} to`);
      }
      await expect(row).toHaveAttribute('aria-label', /Succeeded/);
      expect(await colleague.asked('invokeAsync')).toBe(2);
    });

    await test.step('stopped on its page', async () => {
      await queue(workbench, 'stopped', 'Team', 'latest');
      await colleague.waits(1);
      const row = await openNewest(workbench, 'orders/flaky@latest');
      await front.getByRole('button', { name: 'Stop…' }).click();
      await expect(workbench.dialog()).toContainText('Stop this event of orders/flaky@latest');
      await workbench.dialog().getByRole('button', { name: 'Stop on the Service' }).click();
      await expect(badge).toHaveText('Stopped');
      await expect(attempts).toHaveText([/Attempt 1 (ended|failed)/]);
      await expect(row).toHaveAttribute('aria-label', /Stopped/);
      await colleague.waitsForNone();
      expect(await colleague.asked('invokeAsync')).toBe(3);
    });

    await test.step('grown too old, which the destination is told', async () => {
      await queue(workbench, 'late', 'Team', 'latest');
      await colleague.waits(1);
      const row = await openNewest(workbench, 'orders/flaky@latest');
      await expect(attempts.first()).toContainText('Attempt 1');
      await colleague.skips(1, 'age');
      await expect(badge).toHaveText('Discarded by the service');
      await expect(attempts).toHaveText([/Attempt 1 (ended|failed)/]);
      // The name that a person knows it by; the URN is one look away.
      await expect(last).toContainText(
        'Goes to FunctionGraph orders/alert@latest; the service does not say whether it arrived.',
      );
      await expect(last.locator('.text')).toHaveAttribute('title', /urn:fss:.*:orders:alert:latest/);
      await expect(row).toHaveAttribute('aria-label', /Discarded/);
      await inThemes(workbench, 'event-paths', 'late');
      expect(await colleague.asked('invokeAsync')).toBe(4);
    });

    await test.step('without a record, with what the log tells', async () => {
      await colleague.puts('orders/flaky', { ...RECORDED, enable_async_status_log: false });
      await queue(workbench, 'untold', 'Team', 'latest');
      await colleague.waits(1);
      const row = await openNewest(workbench, 'orders/flaky@latest', 'the service does not say how');
      await expect(attempts).toHaveText([/Attempt 1 ended.*, the service does not say how/]);
      await colleague.skips(1);
      await colleague.skips(2);
      await expect(attempts).toHaveText([/Attempt 1 failed/, /Attempt 2 failed/, /Attempt 3 ended/], {
        timeout: 60_000,
      });
      await expect(front.getByRole('heading', { name: 'What is not known' })).toBeVisible();
      await expect(row).not.toHaveAttribute('aria-label', /Succeeded/);
      expect(await colleague.asked('invokeAsync')).toBe(5);
    });
  } finally {
    colleague.stop();
    rmSync(functions, { recursive: true });
  }
});

/** Queues the payload of a path once, for a version or an alias of the sample. */
async function queue(workbench: Workbench, path: Path, connection: string, qualifier: string): Promise<void> {
  await workbench.openFile(`${path}.payload.json`);
  await workbench.pressLens('Queue Event');
  await workbench.quickInput().fill('flaky');
  await workbench.take(new RegExp(`^flaky\\b.*${connection}`));
  await workbench.take(new RegExp(`^${qualifier}\\b`));
}

/** Opens the page of the newest event, whose first attempt has failed, by its row in the tree, which it gives. */
async function openNewest(workbench: Workbench, label: string, state = 'Waiting for the next attempt') {
  const { page } = workbench;
  const row = page.locator(`.part.sidebar .monaco-list-row[aria-label^="${label}"]`).first();
  await expect(row).toContainText(state);
  await row.click();
  await expect(workbench.webview().getByRole('heading', { level: 1 })).toHaveText(label);
  return row;
}
