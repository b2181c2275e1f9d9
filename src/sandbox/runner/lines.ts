const NEWLINE = 10;

/** The longest log line in bytes; what is longer comes in pieces. */
export const LINE_LIMIT = 32 * 1024;

/**
 * Cuts a stream of bytes into lines. `onLine` gets each line without its end (`\n` or `\r\n`), decoded as UTF-8 with
 * replacement characters; a longer line than `limit` bytes comes in pieces that never split a character.
 */
export function lineSplitter(onLine: (line: string) => void, limit = LINE_LIMIT) {
  let rest: Buffer = Buffer.alloc(0);

  const give = (line: Buffer): void => {
    const end = line.length > 0 && line[line.length - 1] === 13 ? line.length - 1 : line.length;
    onLine(line.toString('utf8', 0, end));
  };

  return {
    push(chunk: Buffer): void {
      let data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      for (;;) {
        const newline = data.indexOf(NEWLINE);
        if (newline >= 0 && newline <= limit) {
          give(data.subarray(0, newline));
          data = data.subarray(newline + 1);
        } else if (newline > limit || data.length > limit) {
          const end = characterStart(data, limit);
          onLine(data.toString('utf8', 0, end));
          data = data.subarray(end);
        } else {
          rest = data;
          return;
        }
      }
    },
    /** Gives what stands after the last line end. */
    flush(): void {
      if (rest.length > 0) give(rest);
      rest = Buffer.alloc(0);
    },
  };
}

/** The start of the character that byte `at` belongs to, so that a cut there leaves both sides whole. */
function characterStart(data: Buffer, at: number): number {
  for (let start = at; start > at - 4 && start > 0; start--) {
    if (((data[start] ?? 0) & 0xc0) !== 0x80) return start;
  }
  return at;
}
