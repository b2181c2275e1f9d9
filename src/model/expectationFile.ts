/** Files beside payload files that say what is expected of them: `order.expect.json` beside `order.json`. */
const NAME = /\.expect\.jsonc?$/i;

/** Whether a file, by its name or path, holds expectations: then it is no payload. */
export function isExpectationFile(path: string): boolean {
  return NAME.test(path);
}

/** The name of an expectation file, or its path, without its ending: that of the payload beside it without `.json`. */
export function expectationStem(path: string): string {
  return path.replace(NAME, '');
}
