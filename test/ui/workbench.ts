import { expect, type Frame, type FrameLocator, type Locator, type Page } from '@playwright/test';

/** VS Code's window, by what a person sees and does in it. Nothing here knows FnDeck. */
export class Workbench {
  constructor(readonly page: Page) {}

  /** Opens the workbench and waits until it can be used. */
  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.page.locator('.monaco-workbench .part.activitybar .action-item').first().waitFor();
  }

  /**
   * Loads the window anew, once VS Code has written down that a panel of this kind is open, and what its page has it
   * keep, with `kept` in it: in a browser it does so every five seconds, not on leaving.
   */
  async reload(kind: string, kept = ''): Promise<void> {
    const open = /"memento\/workbench\.parts\.editor","value":"((?:[^"\\]|\\.)*)"/;
    const written = async () =>
      open.exec(JSON.stringify(await this.page.context().storageState({ indexedDB: true })))?.[1] ?? '';
    await expect
      .poll(written, { timeout: 20_000 })
      .toMatch(new RegExp(`${kind}.*\\\\"state\\\\+":.*${kept}`));
    await this.page.reload();
  }

  /** Icon of a view container in the activity bar. */
  activity(title: string): Locator {
    return this.page.locator(`.part.activitybar .action-item a[aria-label^="${title}"]`);
  }

  /** What a view without content shows: a text, and links that look like buttons. */
  welcome(): Locator {
    return this.page.locator('.part.sidebar .welcome-view-content').filter({ visible: true });
  }

  /** The first line of a tree in the side bar with this label (what follows it in grey is not part of that). */
  treeItem(label: string): Locator {
    const name = this.page.locator('.label-name', { hasText: new RegExp(`^${escape(label)}$`) });
    return this.page.locator('.part.sidebar .monaco-list-row').filter({ has: name }).first();
  }

  /** Opens a tree item's children and waits until the tree shows it as open. */
  async expand(label: string): Promise<void> {
    await this.fold(label, 'true');
  }

  /** Closes a tree item. */
  async collapse(label: string): Promise<void> {
    await this.fold(label, 'false');
  }

  private async fold(label: string, wanted: 'true' | 'false'): Promise<void> {
    const item = this.treeItem(label);
    await expect(item).toBeVisible();
    if ((await item.getAttribute('aria-expanded')) !== wanted)
      await item.locator('.monaco-tl-twistie').click();
    await expect(item).toHaveAttribute('aria-expanded', wanted);
  }

  /** Runs a command by its title in the palette. `asks`: it opens a box of its own, which stays. */
  async command(title: string, { asks = false } = {}): Promise<void> {
    const widget = this.page.locator('.quick-input-widget');
    const box = this.quickInput();
    // An editor that opens late takes the focus and closes the palette: once more then. One that was opened before VS
    // Code knew the extension's commands never shows them.
    await expect(async () => {
      if (!(await box.isVisible())) await this.page.keyboard.press('F1');
      await box.fill(`>${title}`, { timeout: 2_000 });
      const first = widget.locator('.monaco-list-row.focused', { hasText: title });
      const isKnown = await first.waitFor({ timeout: 5_000 }).then(
        () => true,
        () => false,
      );
      await this.page.keyboard.press(isKnown ? 'Enter' : 'Escape');
      expect(isKnown, `the palette has “${title}” first`).toBe(true);
      if (!asks) await expect(widget).toBeHidden({ timeout: 2_000 });
    }).toPass({ timeout: 30_000 });
  }

  /** The text box of the open input box or quick pick. */
  quickInput(): Locator {
    return this.page.locator('.quick-input-widget .quick-input-box input');
  }

  /** Answers the open box; what is shown says which question it is. */
  async answer(question: string | RegExp, text: string): Promise<void> {
    const widget = this.page.locator('.quick-input-widget');
    await expect(widget.locator('.quick-input-message')).toContainText(question);
    await this.quickInput().fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Chooses a line of the open list. */
  async choose(question: string, label: string): Promise<void> {
    await expect(this.quickInput()).toHaveAttribute('placeholder', new RegExp(question));
    // A long list has only the lines in the page that are on the screen.
    await this.quickInput().fill(label);
    await this.option(new RegExp(escape(label)))
      .first()
      .click();
  }

  /** A line of the open quick pick. */
  option(label: string | RegExp): Locator {
    return this.page.locator('.quick-input-widget .quick-input-list').getByRole('option', { name: label });
  }

  /** Takes a line of the open quick pick, whose list may be drawn anew meanwhile: a click gets lost in that. */
  async take(label: string | RegExp): Promise<void> {
    const line = this.option(label).first();
    await line.waitFor();
    await expect(async () => {
      if (await line.isVisible()) await line.click({ timeout: 2_000 });
      await expect(line).toBeHidden({ timeout: 2_000 });
    }).toPass({ timeout: 30_000 });
  }

  /** Opens a file of the workspace by name. */
  async openFile(name: string): Promise<void> {
    await expect(async () => {
      // A box that did not find the file when it was opened does not look again.
      if (await this.quickInput().isVisible()) await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('Control+p');
      await this.quickInput().fill(name, { timeout: 2_000 });
      await expect(this.page.locator('.quick-input-list .monaco-list-row.focused')).toContainText(name, {
        timeout: 3_000,
      });
      await this.page.keyboard.press('Enter');
      await expect(this.tab(name)).toBeVisible({ timeout: 3_000 });
      // The tab may be there before the box is gone, which the next step must not take for its own.
      await expect(this.quickInput()).toBeHidden({ timeout: 3_000 });
    }).toPass({ timeout: 30_000 });
  }

  /**
   * Presses a lens that asks something: VS Code draws lenses anew now and then, and a press may get lost in that. After
   * lenses that were late it waits with the next ones, for up to 62.5 s.
   */
  async pressLens(text: string): Promise<void> {
    await expect(async () => {
      if (await this.quickInput().isVisible()) return;
      await this.page.locator('.codelens-decoration').getByText(text).click({ timeout: 3_000 });
      await expect(this.quickInput()).toBeVisible({ timeout: 3_000 });
    }).toPass({ timeout: 90_000 });
  }

  /** The tab of an editor, by the file name that it shows or by the resource's name. */
  tab(name: string): Locator {
    return this.page.locator('.tabs-container .tab').filter({ hasText: name });
  }

  dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** What can be clicked of an item in the status bar. */
  statusItem(text: RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item', { hasText: text }).locator('a').first();
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text });
  }

  /** Content of the webview editor in front; others are kept behind it. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready:visible').frameLocator('iframe#active-frame');
  }

  /** Whether a webview editor is on the screen. */
  async hasWebview(): Promise<boolean> {
    return (await this.page.locator('iframe.webview.ready:visible').count()) > 0;
  }

  /** The same as a frame, to evaluate in; the page's content security policy does not apply to that. */
  async webviewFrame(): Promise<Frame> {
    const element = await this.page
      .frameLocator('iframe.webview.ready:visible')
      .locator('iframe#active-frame')
      .elementHandle();
    const frame = await element?.contentFrame();
    if (!frame) throw new Error('no webview is open');
    return frame;
  }

  /** What the output panel shows: the visible lines only. */
  async outputText(): Promise<string> {
    const text = await this.page.locator('.output-view .view-lines').first().innerText();
    return text.replaceAll('\u00a0', ' ');
  }

  /** The visible lines of the text editor that shows a file in front. */
  textEditor(name: string): Locator {
    const front = this.page.locator('.tab.active', { hasText: name });
    return this.page.locator('.editor-group-container').filter({ has: front }).locator('.view-lines');
  }

  /** The whole text of the active text editor, by the clipboard. */
  async editorText(): Promise<string> {
    await this.page.locator('.editor-group-container.active .view-lines').first().click();
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.press('Control+c');
    return this.page.evaluate<string>('navigator.clipboard.readText()');
  }
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
