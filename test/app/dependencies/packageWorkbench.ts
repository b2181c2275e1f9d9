import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

/** Folders with code for the tests of one file, gone when they are over; names with spaces and letters of many alphabets. */
export function packageWorkbench() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'fndeck-pakete äö 中-')));
  let count = 0;
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  return {
    root,
    /** A new folder with these files, path to text or bytes. */
    folder(files: Readonly<Record<string, string | Uint8Array>>): string {
      const dir = join(root, `fünc tion ${++count}`);
      mkdirSync(dir);
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(dir, path)), { recursive: true });
        writeFileSync(join(dir, path), text);
      }
      return dir;
    },
  };
}
