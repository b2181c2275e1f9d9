import { describe, expect, it } from 'vitest';
import { createOutbox } from '../../src/webview/edits/outbox';
import type { Edit } from '../../src/webview/protocol';

function desk() {
  const sent: { editNumber: number; edits: readonly Edit[] }[] = [];
  let pause: (() => void) | undefined;
  const outbox = createOutbox(
    (editNumber, edits) => sent.push({ editNumber, edits }),
    (then) => {
      pause = then;
      return () => {
        pause = undefined;
      };
    },
  );
  return { sent, outbox, waits: () => pause !== undefined, endPause: () => pause?.() };
}

const set = (key: string, value: Edit['value']): Edit => ({ path: [key], value });

describe('the outbox', () => {
  it('sends one edit for what is typed without a pause', () => {
    const { sent, outbox, endPause } = desk();
    for (const value of [1, 12, 123]) outbox.add([set('age', value)], 'soon');
    expect(sent).toEqual([]);
    endPause();
    expect(sent).toEqual([{ editNumber: 1, edits: [set('age', 123)] }]);
  });

  it('sends what waits together with what is sent at once, in the order of typing', () => {
    const { sent, outbox, waits } = desk();
    outbox.add([set('age', 5)], 'soon');
    outbox.add([set('retries', 0)], 'now');
    expect(sent).toEqual([{ editNumber: 1, edits: [set('age', 5), set('retries', 0)] }]);
    expect(waits()).toBe(false);
  });

  it('numbers its messages from 1 and sends none that is empty', () => {
    const { sent, outbox } = desk();
    outbox.send();
    outbox.add([set('age', 1)], 'now');
    outbox.send();
    outbox.add([set('age', 2)], 'now');
    expect(sent.map(({ editNumber }) => editNumber)).toEqual([1, 2]);
  });

  it('keeps edits until the text contains them', () => {
    const { outbox } = desk();
    outbox.add([set('age', 1)], 'now');
    outbox.add([set('age', 2)], 'now');
    outbox.add([set('age', 3)], 'soon');
    outbox.acknowledge(1);
    expect(outbox.pending()).toEqual([set('age', 2), set('age', 3)]);
    outbox.acknowledge(2);
    expect(outbox.pending()).toEqual([set('age', 3)]);
  });

  it('hands what waits to a flush, as sent, and the last number where nothing waits', () => {
    const { sent, outbox, waits } = desk();
    expect(outbox.handOver()).toEqual({ editNumber: 0, edits: [] });
    outbox.add([set('age', 7)], 'soon');
    expect(outbox.handOver()).toEqual({ editNumber: 1, edits: [set('age', 7)] });
    expect(waits()).toBe(false);
    expect(outbox.handOver()).toEqual({ editNumber: 1, edits: [] });
    expect(sent).toEqual([]);
    expect(outbox.pending()).toEqual([set('age', 7)]);
  });

  it('drops an edit that a later one overwrites, not one beside it', () => {
    const { sent, outbox } = desk();
    const field = (key: string): Edit => ({ path: ['destination', 'param', key], value: 'x' });
    outbox.add([field('a'), field('b')], 'soon');
    outbox.add([{ path: ['destination'], value: undefined }], 'now');
    outbox.add([field('a'), field('b')], 'now');
    expect(sent.map(({ edits }) => edits)).toEqual([
      [{ path: ['destination'], value: undefined }],
      [field('a'), field('b')],
    ]);
  });
});
