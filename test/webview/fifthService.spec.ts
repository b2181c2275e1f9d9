import { fifthService } from './stage/fifthService';
import { Editor, expect, test } from './stage/fixtures';
import { serveStage } from './stage/stage';
import { pageState } from './stage/states';

test('a fifth service has its form by its table alone, its own number included', async ({ page }) => {
  const server = await serveStage('test/webview/stage/fiveServices.ts');
  try {
    const editor = new Editor(page, server);
    const state = pageState({ ttl: 30, maxParallelEvents: 5, stranger: { a: 1 } });
    const { request, ...subject } = state.subject;
    expect(request).toBeDefined();
    await editor.open({ state: { ...state, subject: { ...subject, service: fifthService.id } } });
    await expect(editor.field('Parallel events')).toHaveValue('5');
    const hint =
      'How many events run at a time. 1 to 100. Outside 1 to 50, the service may change or reject the value.';
    await expect(page.getByText(hint)).toBeVisible();
    await expect(page.getByRole('group', { name: 'Keep a journal' })).toBeVisible();
    await editor.field('Parallel events').fill('60');
    await expect(page.getByText('Parallel events: 60 instead of 5.')).toBeVisible();
    await expect(page.getByText('Above 50 the service decides.')).toBeVisible();
    await expect.poll(() => editor.document()).toMatchObject({ maxParallelEvents: 60, stranger: { a: 1 } });
    await editor.field('On failure').selectOption('pipe');
    await expect
      .poll(() => editor.document())
      .toMatchObject({ routes: { lost: { destination: 'acs:pipe:' } } });
    expect(editor.complaints).toEqual([]);
  } finally {
    await server.close();
  }
});
