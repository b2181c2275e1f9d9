import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../src/webview/edits/applyEdits';

describe('edits on a document', () => {
  it('set, remove and build what is between', () => {
    const document = { age: 1, other: { kept: true } };
    const edits = [
      { path: ['age'], value: undefined },
      { path: ['destination', 'param', 'bucket'], value: 'b' },
      { path: ['other', 'new'], value: null },
    ];
    expect(applyEdits(document, edits)).toEqual({
      other: { kept: true, new: null },
      destination: { param: { bucket: 'b' } },
    });
    expect(document).toEqual({ age: 1, other: { kept: true } });
  });

  it('remove nothing where nothing is', () => {
    const document = { age: 1 };
    expect(applyEdits(document, [{ path: ['destination', 'param', 'x'], value: undefined }])).toEqual({
      age: 1,
    });
  });
});
