import type * as promises from 'node:fs/promises';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openPrivateFolder } from '../../src/app/privateFolder';
import { whenFree } from '../../src/model/busyFile';
import { StateFolder } from '../../src/sandbox/stateFolder';

/** The errors that Windows gives for the next replacements of a file. */
const refusals: string[] = [];

// Only Windows refuses to replace a file that is open; everything else about these files is real.
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof promises>();
  const rename: typeof real.rename = async (from, to) => {
    const code = refusals.shift();
    if (code !== undefined) throw Object.assign(new Error(`${code}: rename`), { code });
    return real.rename(from, to);
  };
  return { ...real, rename };
});

let folder: string;
const { platform } = process;
const become = (name: string) => Object.defineProperty(process, 'platform', { value: name });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fndeck-busy-'));
});
afterEach(async () => {
  become(platform);
  refusals.length = 0;
  await rm(folder, { recursive: true });
});

describe.each([
  ['of FnDeck', () => openPrivateFolder(folder)],
  ['of the sandbox', () => new StateFolder(folder)],
] as const)('a file %s that somebody else has open', (_, open) => {
  it('is replaced on Windows as soon as it is free', async () => {
    await open().write('one.json', '1');
    become('win32');
    refusals.push('EPERM', 'EACCES', 'EBUSY');
    await open().write('one.json', '2');
    expect(await readFile(join(folder, 'one.json'), 'utf8')).toBe('2');
    expect(await readdir(folder)).toEqual(['one.json']);
  });

  it('is not asked for again where that error means that it must not be written', async () => {
    become('linux');
    refusals.push('EPERM');
    await expect(open().write('one.json', '1')).rejects.toThrow('EPERM: rename');
    expect(refusals).toEqual([]);
  });
});

it('an error stays one in the end, and another error at once', async () => {
  vi.useFakeTimers();
  try {
    const failing = (code: string) => {
      const work = vi.fn(() => Promise.reject(Object.assign(new Error(code), { code })));
      return { work, ended: expect(whenFree(work, 'win32')).rejects.toThrow(code) };
    };
    const busy = failing('EBUSY');
    const full = failing('ENOSPC');
    await vi.runAllTimersAsync();
    await Promise.all([busy.ended, full.ended]);
    expect([busy.work.mock.calls.length, full.work.mock.calls.length]).toEqual([9, 1]);
  } finally {
    vi.useRealTimers();
  }
});
