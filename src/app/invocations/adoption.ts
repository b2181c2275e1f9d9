import { readFile, rm } from 'node:fs/promises';
import { createPrivately, digest, ifThere, writePrivately } from '../privateFolder';

/**
 * Gives a small JSON file that several processes share a new content, for one of them only: of all that find the same
 * content at once, one gets true. `read` judges what stands there and gives what is to stand there; undefined: nothing
 * is to change. Found is undefined where there is no file. What a crash leaves beside the file ends with `.new`.
 */
export async function takeOver<T>(
  path: string,
  read: (found: T | undefined) => T | undefined,
): Promise<boolean> {
  const before = await ifThere(readFile(path, 'utf8'));
  const wanted = read(parsed<T>(before));
  if (wanted === undefined) return false;
  const turn = `${path}.${numberOf(before ?? '')}.new`;
  if (!(await createPrivately(turn, ''))) return false;
  try {
    // Another process may have been through with it between the look and now.
    if ((await ifThere(readFile(path, 'utf8'))) !== before) return false;
    await writePrivately(path, JSON.stringify(wanted));
    return true;
  } finally {
    await rm(turn, { force: true });
  }
}

/** A number that two contents do not share, larger than any process id. */
function numberOf(text: string): string {
  return `1${BigInt(`0x${digest(text).slice(0, 24)}`).toString()}`;
}

function parsed<T>(text: string | undefined): T | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}
