/** Joins names that users chose: no step leads out of the folder, no character is special to a file system. */
export function safePath(...parts: readonly string[]): string {
  const [prefix = '', ...names] = parts;
  const steps = names.flatMap((name) => name.split(/[/\\]/)).filter((step) => step !== '');
  const safe = steps.map((step) =>
    /^\.+$/.test(step) ? '_' : step.replace(/[^\p{L}\p{N}._-]/gu, '_').slice(0, 200),
  );
  return [prefix, ...safe].join('/');
}
