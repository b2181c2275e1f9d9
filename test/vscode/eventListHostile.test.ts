import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { pages } from '../../src/cloud/call/pages';
import type { AsyncInvocation } from '../../src/cloud/invocation';
import { eventListBench, HUAWEI } from './eventListBench';
import { eventually } from './eventually';

const MANY = 10_000;

describe('the events of a service that says anything', () => {
  const bench = eventListBench();

  it('are shown as text, all of them, and no time is made up', async () => {
    const said = '<img src=x> $(error) [link](command:workbench.action.closeWindow)';
    // Ahead of the local clock, of no calendar, the very first second, and none at all.
    const starts = [Date.now() + 90_000, 1e300, 0];
    const rows = Array.from({ length: MANY }, (_, index): AsyncInvocation => {
      const phase = index % 2 === 0 ? 'failed' : 'waiting';
      const row = { taskId: `${said} ${String(index)}`, status: said, error: said, phase } as const;
      const startedAt = starts[index];
      return startedAt === undefined ? row : { ...row, startedAt };
    });
    const from = { service: 'functiongraph-huawei', operation: 'listAsyncInvocations' } as const;
    bench.lie({
      listAsyncInvocations: () => pages(from, () => Promise.resolve({ items: rows, next: undefined })),
    });
    const events = await bench.at(HUAWEI, 'demo', 'hello-node', 'latest', 'Events');
    await bench.children(events);
    await eventually(async () => assert.equal((await bench.children(events)).length, MANY));
    const times = new Map<string, number>();
    for (const { label, description, tooltip, accessibilityInformation } of (
      await bench.children(events)
    ).map(bench.item)) {
      assert.ok(typeof label === 'string');
      times.set(label, (times.get(label) ?? 0) + 1);
      assert.ok(String(description).endsWith(said));
      assert.ok(accessibilityInformation?.label.endsWith(said));
      assert.ok(tooltip instanceof vscode.MarkdownString);
      // Each sign that Markdown or VS Code would read is escaped.
      assert.doesNotMatch(tooltip.value, /(?<!\\)[[<$]/);
      assert.notEqual(tooltip.isTrusted, true);
      assert.notEqual(tooltip.supportHtml, true);
    }
    assert.equal(times.get('Not begun yet'), MANY / 2);
    // But for the two whose times are of a calendar.
    assert.equal(times.get('Time not known'), MANY / 2 - 2);
    assert.equal(times.size, 4);
    assert.equal(bench.item(events).description, String(MANY));
  });
});
