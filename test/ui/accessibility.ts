import { expect, type Frame } from '@playwright/test';
import axe, { type AxeResults } from 'axe-core';

/** Holds that axe finds nothing in a webview's document. */
export async function expectAccessible(frame: Frame): Promise<void> {
  await frame.evaluate(axe.source);
  const { violations } = await frame.evaluate<AxeResults>('axe.run()');
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  expect(found).toEqual([]);
}
