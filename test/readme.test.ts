import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withTables } from './readmeTables';
import { PROJECT } from './sources';

/** `FNDECK_README=write npx vitest run test/readme.test.ts` makes the tables anew. */
it('the tables of the README are those of package.json and of the services', () => {
  const path = join(PROJECT, 'README.md');
  const text = readFileSync(path, 'utf8');
  if (process.env.FNDECK_README === 'write') writeFileSync(path, withTables(text));
  expect(withoutWidths(readFileSync(path, 'utf8'))).toBe(withoutWidths(withTables(text)));
});

/** Prettier makes the columns of a table equally wide. */
function withoutWidths(markdown: string): string {
  return markdown.replace(/ *\| */g, '|').replace(/-{3,}/g, '---');
}
