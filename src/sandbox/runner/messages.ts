/** The longest line of a message: the texts of a failure, and settings. */
const HEAD_LIMIT = 4 * 1024 * 1024;
/** The most bytes that follow a line: the largest event and the largest result have 32 MB. */
const BODY_LIMIT = 33 * 1024 * 1024;

const NEWLINE = 10;
const NOTHING = Buffer.alloc(0);

/** What a line says about itself. */
interface Head {
  /** How many raw bytes follow the line. */
  readonly bytes?: number;
}

/**
 * Cuts a stream into messages, each a line of JSON and the bytes after it. `read` gives the message of a line, undefined
 * for a line that is none. `onFlood` is called when a line or a body is longer than any message can be.
 */
export function messageReader<Message extends Head>(
  read: (line: string) => Message | undefined,
  onMessage: (message: Message, body: Buffer) => void,
  onFlood: () => void,
): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let length = 0;
  let waiting: { readonly message: Message; readonly bytes: number } | undefined;

  const keep = (part: Buffer): void => {
    parts.push(part);
    length += part.length;
    if (length > (waiting ? BODY_LIMIT : HEAD_LIMIT)) {
      whole();
      onFlood();
    }
  };
  const whole = (): Buffer => {
    const all = Buffer.concat(parts);
    parts = [];
    length = 0;
    return all;
  };
  const endOfLine = (): void => {
    const message = read(whole().toString('utf8'));
    const bytes = message?.bytes ?? 0;
    if (message !== undefined && bytes > 0) waiting = { message, bytes };
    else if (message !== undefined) onMessage(message, NOTHING);
  };
  const endOfBody = (message: Message): void => {
    waiting = undefined;
    onMessage(message, whole());
  };

  return (chunk) => {
    for (let rest = chunk; rest.length > 0;) {
      const end = waiting ? waiting.bytes - length : rest.indexOf(NEWLINE);
      if (end < 0 || end > rest.length) return keep(rest);
      keep(rest.subarray(0, end));
      rest = rest.subarray(waiting ? end : end + 1);
      if (waiting) endOfBody(waiting.message);
      else endOfLine();
    }
  };
}

/** A message as it goes out: its line, then its bytes. */
export function messageBytes(message: object, body: Buffer = NOTHING): Buffer {
  const head = body.length > 0 ? { ...message, bytes: body.length } : message;
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body]);
}
