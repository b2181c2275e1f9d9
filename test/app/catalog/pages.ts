/** A list that has these pages. */
export async function* inPages<T>(...pages: readonly (readonly T[])[]): AsyncIterable<readonly T[]> {
  for (const page of pages) yield await Promise.resolve(page);
}
