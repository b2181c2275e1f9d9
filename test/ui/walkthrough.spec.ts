import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../harness/project.mjs';
import { expect, test } from './fixtures';
import { inThemes } from './themes';
import type { Workbench } from './workbench';

type Texts = Readonly<Record<string, string>>;

/** What FnDeck says in the window's language, which needs no language pack of VS Code's own. */
const LANGUAGES = [
  ['en', ''],
  ['de', '.de'],
  ['zh-cn', '.zh-cn'],
] as const;

for (const [language, suffix] of LANGUAGES) {
  const texts = JSON.parse(readFileSync(join(PROJECT, `package.nls${suffix}.json`), 'utf8')) as Texts;
  const said = (key: string): string => texts[key] ?? key;

  test(`each step of the walkthrough does what it says, from a fresh profile, in ${language}`, async ({
    page,
    server,
    workbench,
  }) => {
    if (suffix !== '') {
      await page.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = ${JSON.stringify(language)};`);
      await workbench.open(server.url());
    }
    await openWalkthrough(workbench, said('walkthrough.title'));
    await inThemes(workbench, 'walkthrough', language);

    await test.step('the payload first: it opens linked with its function, and the sandbox starts', async () => {
      await step(workbench, said('walkthrough.invoke.title')).click();
      await press(workbench, said('command.openSamplePayload'));
      await expect(page.getByRole('tab', { name: /hello-node\.payload\.json/ })).toBeVisible();
      const lens = page.locator('.codelens-decoration').getByText('demo/hello-node@latest');
      await expect(lens).toBeVisible();
      const button = page
        .locator('.editor-actions')
        .getByRole('button', { name: said('command.invokeWithPayload') });
      await expect(button).toBeVisible();
      await button.click();
      await expect(page.locator('.part.panel').getByText('✓').first()).toBeVisible();
    });

    await test.step('what was done is ticked, also out of order', async () => {
      await openWalkthrough(workbench, said('walkthrough.title'));
      for (const done of ['functions', 'invoke']) {
        await expect(ticked(workbench, said(`walkthrough.${done}.title`))).toBeVisible();
      }
      await expect(ticked(workbench, said('walkthrough.config.title'))).toBeHidden();
    });

    await test.step('a configuration is opened, which ticks the last step', async () => {
      await step(workbench, said('walkthrough.config.title')).click();
      await press(workbench, said('command.openAsyncConfig'));
      await workbench.quickInput().fill('hello-node');
      await workbench.take(/^hello-node/);
      await workbench.take(/^latest/);
      await expect(workbench.webview().locator('.form')).toBeVisible();
      await openWalkthrough(workbench, said('walkthrough.title'));
      await expect(ticked(workbench, said('walkthrough.config.title'))).toBeVisible();
    });
  });
}

async function openWalkthrough(workbench: Workbench, title: string): Promise<void> {
  await workbench.command('Welcome: Open Walkthrough...', { asks: true });
  await workbench.quickInput().fill(title);
  await workbench.option(new RegExp(`^${title}`)).click();
  await expect(workbench.page.locator('.getting-started-category', { hasText: title }).first()).toBeVisible();
}

function step({ page }: Workbench, title: string) {
  return page.locator('.getting-started-step', { hasText: title }).first();
}

function ticked(workbench: Workbench, title: string) {
  return step(workbench, title).locator('.codicon-getting-started-step-checked.complete').first();
}

async function press({ page }: Workbench, title: string): Promise<void> {
  await page.locator('.getting-started-step.expanded').getByRole('button', { name: title }).click();
}
