import type { JsonObject } from '../../src/model/json';
import type { PageState } from '../../src/webview/protocol';
import { expectAccessible, expectNoWider } from './stage/accessibility';
import { expect, test } from './stage/fixtures';
import { FULL, otcState, pageState } from './stage/states';

const odd: JsonObject = {
  max_async_event_age_in_seconds: 'soon',
  enable_async_status_log: 'yes',
  colour: { a: 1 },
  destination_config: {
    on_success: { destination: 'RocketMQ', param: { topic: 'x' } },
    on_failure: { destination: 'OBS', param: '{"bucket":"b"}' },
  },
};
const problem = {
  text: 'The bucket does not exist.',
  hint: 'Create it.',
  field: 'destination_config.on_failure',
};
const syntax = { line: 3, column: 14, text: 'A comma is expected.' };

/** States that between them show everything the page can show. */
const STATES: Readonly<Record<string, PageState>> = {
  saved: pageState(),
  'new on OTC': otcState({ max_async_retry_attempts: 0 }, { serviceCopy: null, saving: true }),
  'full of problems': pageState(odd, { serviceCopy: FULL, dirty: true, problem }),
  'changed by the service': pageState(
    {},
    { serviceCopy: FULL, draft: true, changedByService: ['max_async_retry_attempts'] },
  ),
  'not JSON': { ...pageState(FULL, { syntax, dirty: true }), document: undefined },
};

for (const [name, state] of Object.entries(STATES)) {
  test(`axe finds nothing in any theme: ${name}`, async ({ editor }) => {
    await editor.open({ state });
    await expectAccessible(editor.page, `config ${name}`, [300, 1200]);
    expect(editor.complaints).toEqual([]);
  });
}

test('nothing is wider than the page', async ({ editor }) => {
  for (const [name, state] of Object.entries(STATES)) {
    await editor.open({ state });
    for (const width of [300, 480, 720, 1000, 1600]) await expectNoWider(editor.page, name, width);
  }
});

test('forced colours leave the picture readable', async ({ editor }) => {
  await editor.page.emulateMedia({ forcedColors: 'active' });
  await editor.open({ state: pageState() });
  const strokes = await editor.page.evaluate(() =>
    [...document.querySelectorAll('.timeline .arrow, .timeline .age, .timeline rect')].map(
      (shape) => getComputedStyle(shape).stroke,
    ),
  );
  expect(new Set(strokes).size).toBe(1);
});
