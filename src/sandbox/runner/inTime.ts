/** Longest delay of a Node.js timer, 24 days; a longer one would end at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** `message`, or undefined when `ended` comes first or `ms` have passed, and then `late` is called. */
export async function inTime<T>(
  message: Promise<T>,
  ended: Promise<unknown>,
  ms: number,
  late: () => void,
): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => {
    timer = setTimeout(
      () => {
        late();
        resolve(undefined);
      },
      Math.min(ms, LONGEST_MS),
    );
  });
  const first = await Promise.race([message, ended.then(() => undefined), over]);
  clearTimeout(timer);
  return first;
}
