import * as assert from 'node:assert/strict';
import { createOutput } from '../../src/vscode/invoke/output/channel';
import { turnsDuring } from '../turns';

describe('the output', () => {
  it('lets other work of the extension host run while it writes a megabyte', async () => {
    const output = createOutput();
    const section = output.section();
    const turns = await turnsDuring(() => {
      section.write(Array.from({ length: 10_000 }, (_, i) => `line ${i} ${'x'.repeat(95)}`));
      return output.flushed();
    });
    section.end();
    output.dispose();
    assert.ok(turns >= 15, `${turns} turns of the event loop`);
  });
});
