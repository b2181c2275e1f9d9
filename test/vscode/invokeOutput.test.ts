import * as assert from 'node:assert/strict';
import { createOutput } from '../../src/vscode/invoke/output/channel';

describe('the output', () => {
  it('lets other work of the extension host run while it writes a megabyte', async () => {
    const output = createOutput();
    let turns = 0;
    let counting = true;
    const count = () => {
      turns++;
      if (counting) setImmediate(count);
    };
    setImmediate(count);
    const section = output.section();
    section.write(Array.from({ length: 10_000 }, (_, i) => `line ${i} ${'x'.repeat(95)}`));
    await output.flushed();
    counting = false;
    section.end();
    output.dispose();
    assert.ok(turns >= 15, `${turns} turns of the event loop`);
  });
});
