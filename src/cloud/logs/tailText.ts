import type { Buffer } from 'node:buffer';

/** The text of a log's last bytes, as answers carry them: what is left of a character that was cut in two is dropped. */
export function tailText(bytes: Buffer | string): string {
  return (typeof bytes === 'string' ? bytes : bytes.toString('utf8')).replace(/^\uFFFD{1,3}/, '');
}
