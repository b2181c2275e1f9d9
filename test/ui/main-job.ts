import { expect, type Locator, type Page } from '@playwright/test';
import type { Service } from './services';
import type { Workbench } from './workbench';

/** Does a step of the story and hands on what it saw. */
export type Step = (title: string, work: () => Promise<string>) => Promise<void>;

/** What the payload files of the workspace are called. */
export const SLOW_PAYLOAD = 'slow.payload.json';

/** The connection of the sandbox that the tree shows opened. */
const FIRST = 'Sandbox · Huawei Cloud';

/** From an empty view to the functions of the sandbox. */
export async function startSandbox(workbench: Workbench, step: Step): Promise<void> {
  await step('Open FnDeck and click “Start Sandbox”', async () => {
    await workbench.activity('FnDeck').click();
    await workbench.welcome().getByRole('button', { name: 'Start Sandbox' }).click();
    await expect(workbench.treeItem(FIRST)).toBeVisible();
    return seen(workbench.treeItem(FIRST));
  });
}

/** What FnDeck is for, clicked as a person would: edit an async config and save it, then run a function and read on. */
export async function mainJob(workbench: Workbench, service: Service, step: Step): Promise<void> {
  await step(`Open the function “fails” of ${service.connection}`, async () => {
    await expect(workbench.treeItem(FIRST)).toBeVisible();
    if (service.connection !== FIRST) await workbench.collapse(FIRST);
    await workbench.expand(service.connection);
    if (service.group !== undefined) await workbench.expand(service.group);
    await workbench.expand('fails');
    await expect(workbench.treeItem(service.latest)).toContainText('not configured');
    return seen(workbench.treeItem(service.latest));
  });
  await editConfig(workbench, service, step);
  await invoke(workbench, service, step);
  await step('Open the result beside the payload', async () => {
    await workbench.statusItem(/slow.*✓ Succeeded/).click();
    const result = workbench.textEditor('slow.result.json');
    await expect(result).toContainText('millisecondsLeft');
    return oneLine(await result.innerText());
  });
}

async function editConfig(workbench: Workbench, service: Service, step: Step): Promise<void> {
  const { page } = workbench;
  const editor = workbench.webview();
  await step(`Click the version “${service.latest}”: its async configuration opens`, async () => {
    await workbench.treeItem(service.latest).click();
    await expect(editor.getByRole('heading', { level: 1 })).toHaveText(service.title);
    await expect(editor.getByText('Not configured yet')).toBeVisible();
    return oneLine(await editor.locator('header').innerText());
  });
  await step('Set 2 retries, and a destination for events that fail', async () => {
    await editor.getByLabel('Retries', { exact: true }).fill('2');
    const { kind, fields, shown } = service.destination;
    await editor.getByLabel('On failure', { exact: true }).selectOption(kind);
    for (const [label, value] of Object.entries(fields)) {
      await editor.getByLabel(label, { exact: true }).fill(value);
    }
    await expect(editor.locator('.picture svg[role="img"]')).toHaveAttribute('aria-label', new RegExp(shown));
    await expect(editor.locator('.request .body')).toContainText(shown);
    await expect(tabOf(page)).toHaveClass(/\bdirty\b/);
    return oneLine(await editor.locator('.request .changes').innerText());
  });
  await step('Press Ctrl+S: the configuration is sent by PUT', async () => {
    await page.keyboard.press('Control+s');
    await expect(tabOf(page)).not.toHaveClass(/\bdirty\b/);
    await expect(editor.getByText('Not configured yet')).toBeHidden();
    await expect(workbench.treeItem(service.latest)).toContainText(service.summary);
    return seen(workbench.treeItem(service.latest));
  });
}

async function invoke(workbench: Workbench, service: Service, step: Step): Promise<void> {
  await step(`Open ${SLOW_PAYLOAD} and click “Invoke…” above its first line`, async () => {
    await workbench.openFile(SLOW_PAYLOAD);
    await workbench.pressLens('Invoke…');
    await workbench.quickInput().fill('slow');
    return seen(slowOf(workbench, service));
  });
  await step('Choose the function “slow”: its log lines appear while it runs', async () => {
    await slowOf(workbench, service).click();
    if (service.asksVersion) await workbench.option(new RegExp(`^${service.latest}`)).click();
    let early = '';
    await expect.poll(async () => (early = await workbench.outputText())).toMatch(/step \d+ of/);
    expect(early, 'lines come before the end').not.toContain('Succeeded');
    return lastLine(early);
  });
  await step('Wait for the end: result and summary', async () => {
    await expect.poll(() => workbench.outputText()).toContain('✓ Succeeded');
    const text = await workbench.outputText();
    return text.split('\n').find((line) => line.startsWith('✓')) ?? '';
  });
}

function tabOf(page: Page) {
  return page.locator('.tabs-container .tab', { hasText: 'fails' });
}

function slowOf(workbench: Workbench, service: Service): Locator {
  return workbench.option(new RegExp(`^slow\\b.*${service.connection}`));
}

/** What a screen reader says of an item. */
async function seen(item: Locator): Promise<string> {
  return (await item.getAttribute('aria-label')) ?? '';
}

function oneLine(text: string): string {
  return text
    .replaceAll('\u00a0', ' ')
    .split(/\s*\n\s*/)
    .filter(Boolean)
    .join(' | ');
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
