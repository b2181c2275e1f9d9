/** Keeps the end of a text that comes in lines, up to a number of bytes. */
export class LogTail {
  private lines: Buffer[] = [];
  private bytes = 0;

  constructor(private readonly limit: number) {}

  add(line: string): void {
    const bytes = Buffer.from(`${line}\n`, 'utf8');
    this.lines.push(bytes);
    this.bytes += bytes.length;
    if (this.bytes > 64 * this.limit) this.squeeze();
  }

  /** The last bytes; their start may cut a line, and a character. */
  end(): Buffer {
    this.squeeze();
    return Buffer.concat(this.lines);
  }

  private squeeze(): void {
    const whole = Buffer.concat(this.lines);
    const kept = whole.subarray(Math.max(0, whole.length - this.limit));
    this.lines = [kept];
    this.bytes = kept.length;
  }
}
