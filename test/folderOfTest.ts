import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { getCurrentTest } from 'vitest/suite';

/** An empty folder that goes with the test that runs, or with the group that is described. `purpose` names it. */
export function folderOfTest(purpose: string): string {
  const folder = mkdtempSync(join(tmpdir(), `fndeck-${purpose}-`));
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  if (getCurrentTest() === undefined) afterAll(remove);
  else onTestFinished(remove);
  return folder;
}
