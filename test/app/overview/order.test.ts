import { describe, expect, it } from 'vitest';
import { inOrder } from '../../../src/app/overview/order';
import type { Column } from '../../../src/webview/overview/protocol';
import { BUCKET, configOf, rowOf } from './support';

const rows = [
  rowOf(configOf('f10', { max_async_retry_attempts: 5 }, '2024-01-02 10:00:00'), 0),
  rowOf(configOf('f9', { max_async_retry_attempts: 0 }, '2023-12-31T23:00:00Z'), 1, 'same'),
  rowOf(configOf('f1', { max_async_retry_attempts: 'x', destination_config: { on_failure: BUCKET } }), 2),
];

describe('the order of rows', () => {
  it.each<[Column, boolean, string]>([
    ['function', false, 'f1 f9 f10'],
    ['function', true, 'f10 f9 f1'],
    // A row that says nothing there is last, whichever way.
    ['retries', false, 'f9 f10 f1'],
    ['retries', true, 'f10 f9 f1'],
    ['failure', false, 'f1 f9 f10'],
    ['failure', true, 'f1 f9 f10'],
    ['changed', false, 'f9 f10 f1'],
    ['changed', true, 'f10 f9 f1'],
    ['findings', false, 'f1 f9 f10'],
    ['file', true, 'f9 f1 f10'],
    ['qualifier', true, 'f1 f9 f10'],
  ])('by %s, descending %s', (by, descending, names) => {
    const order = inOrder(rows, { by, descending }, 'en');
    expect(order.map(({ config }) => config.ref.name).join(' ')).toBe(names);
  });
});
