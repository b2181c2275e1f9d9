import { expect } from '@playwright/test';
import { packExtension } from '../harness/pack.mjs';
import { VSIX } from '../harness/project.mjs';
import { median, type Row } from './row';
import { inWindow, type Window } from './window';

/** The first editor of a window waits for whatever the extension host does at its start: three runs say nothing. */
const [COLD_RUNS, WARM_RUNS] = [7, 9];

/**
 * The same content for FnDeck's editor and for one that shows an empty page with one field. Both are JSON files: VS Code
 * starts its JSON language features with the first one, and who opens that one bears it.
 */
const CONFIG = '{ "maxEventAge": 3600, "retries": 2 }\n';
const OWN = 'own.functiongraph-huawei.async.json';
const EMPTY = 'empty.bench.json';

/** The editor of configs, until its first field can be used, against an editor with an empty page. */
export async function measureEditors(): Promise<Row[]> {
  const vsix = [VSIX, packEmptyEditor()];
  return [await cold(vsix), await warm(vsix)];
}

/** The first editor of a window, in windows of their own by turns. */
async function cold(vsix: readonly string[]): Promise<Row> {
  const times: Times = { own: [], empty: [] };
  for (let run = 0; run < COLD_RUNS; run++) {
    times.own.push(
      await inWindow({ vsix, files: { [OWN]: CONFIG }, inFrames: TIMES }, (window) => opened(window, OWN)),
    );
    times.empty.push(
      await inWindow({ vsix, files: { [EMPTY]: CONFIG }, inFrames: TIMES }, (window) =>
        opened(window, EMPTY),
      ),
    );
  }
  return ratio('cold', times);
}

/** Editors in a window that has shown both before, by turns. */
function warm(vsix: readonly string[]): Promise<Row> {
  return inWindow({ vsix, files: { [OWN]: CONFIG, [EMPTY]: CONFIG }, inFrames: TIMES }, async (window) => {
    const times: Times = { own: [], empty: [] };
    for (let run = 0; run <= WARM_RUNS; run++) {
      const own = await opened(window, OWN);
      const empty = await opened(window, EMPTY);
      if (run === 0) continue; // code and processes are loaded once
      times.own.push(own);
      times.empty.push(empty);
    }
    return ratio('warm', times);
  });
}

interface Times {
  readonly own: Opened[];
  readonly empty: Opened[];
}

/** Milliseconds from the press on a file. */
interface Opened {
  /** Until the editor's page began. */
  readonly begun: number;
  /** Until what the page loads was there. */
  readonly loaded: number;
  readonly usable: number;
}

function ratio(how: string, times: Times): Row {
  const middle = (all: readonly Opened[], part: keyof Opened) => median(all.map((one) => one[part]));
  const [own, empty] = [middle(times.own, 'usable'), middle(times.empty, 'usable')];
  const begun = [times.own, times.empty].map((all) => middle(all, 'begun').toFixed(0));
  const loaded = middle(times.own, 'loaded').toFixed(0);
  return {
    what: `open editor to first field usable, ${how}, by an empty webview`,
    measured: own / empty,
    budget: 1.5,
    unit: '×',
    detail: `median of ${String(times.own.length)}: ${own.toFixed(0)} ms and ${empty.toFixed(0)} ms; the pages begin after ${begun.join(' and ')} ms, FnDeck's code is there after ${loaded} ms`,
  };
}

/** Milliseconds from the press on a file until its editor has a field that can be used; the editor is closed then. */
async function opened({ page, workbench, server }: Window, name: string): Promise<Opened> {
  // In a profile that never had them, VS Code opens a file as text until it knows the extensions.
  await expect
    .poll(() => server.logs(/remoteexthost\.log$/), { timeout: 60_000 })
    .toContain('Eager extensions activated');
  const file = workbench.treeItem(name);
  await file.waitFor();
  await page.evaluate('globalThis.benchTimes = {}');
  await file.click();
  const since = (part: string) => page.evaluate<number>(`benchTimes.${part} - benchTimes.pressed`);
  await expect.poll(() => since('usable'), { timeout: 30_000 }).toBeGreaterThan(0);
  const taken = { begun: await since('begun'), loaded: await since('loaded'), usable: await since('usable') };
  await workbench.command('View: Close All Editors');
  await expect(page.locator('iframe.webview')).toHaveCount(0);
  return taken;
}

/** Runs in each frame: the window notes when the mouse was pressed, and when a webview first showed a usable field. */
const TIMES = `
  if (self === top) {
    addEventListener('mousedown', () => (globalThis.benchTimes ??= {}).pressed = Date.now(), true);
    addEventListener('message', ({ data }) => {
      if (data?.bench && !globalThis.benchTimes?.usable) Object.assign((globalThis.benchTimes ??= {}), data.bench);
    }, true);
  } else {
    // the page of a webview is a frame in a frame of VS Code, which stays while the page is written
    const look = () => {
      const content = document.querySelector('iframe#active-frame')?.contentDocument;
      const fields = [...(content?.querySelectorAll('input:enabled, select:enabled') ?? [])];
      const usable = fields.some((field) => field.checkVisibility({ visibilityProperty: true }));
      if (!usable) return requestAnimationFrame(look);
      const { performance } = content.defaultView;
      const begun = performance.timeOrigin;
      const ends = performance.getEntriesByType('resource').map(({ responseEnd }) => responseEnd);
      top.postMessage({ bench: { begun, loaded: begun + Math.max(0, ...ends), usable: Date.now() } }, '*');
    };
    look();
  }`;

function packEmptyEditor(): string {
  return packExtension({
    name: 'bench-editor',
    contributes: {
      customEditors: [
        { viewType: 'bench.editor', displayName: 'Bench', selector: [{ filenamePattern: '*.bench.json' }] },
      ],
    },
    code: `
      const { window } = require('vscode');
      exports.activate = () => window.registerCustomEditorProvider('bench.editor', {
        resolveCustomTextEditor(document, panel) {
          panel.webview.options = { enableScripts: true };
          panel.webview.html = '<!DOCTYPE html><input>';
        },
      });`,
  });
}
