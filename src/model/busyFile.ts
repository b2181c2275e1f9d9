/** Windows refuses to replace a file that somebody else has open: a scanner for viruses, an indexer, another window. */
const BUSY = ['EPERM', 'EACCES', 'EBUSY'];
const FIRST_WAIT_MS = 10;
const LAST_WAIT_MS = 1280;

/**
 * Does something to a file, on Windows (`platform` is `win32`) again where somebody else has the file open, for 2.5 s in
 * all. Elsewhere such an error means that it is not allowed, and so does the last one here. Rejects with the error of `work`.
 */
export async function whenFree<T>(work: () => Promise<T>, platform: string): Promise<T> {
  for (let wait = FIRST_WAIT_MS; ; wait *= 2) {
    try {
      return await work();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (platform !== 'win32' || wait > LAST_WAIT_MS || !BUSY.includes(code)) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}
