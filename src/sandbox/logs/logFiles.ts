import { appendFile, mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import type { StateFolder } from '../stateFolder';
import type { LineKeeper, LogLine } from './logStream';

/** What a stream's file is opened with. */
interface LogFileParts {
  readonly folder: StateFolder;
  /** Path below the folder. */
  readonly name: string;
  /** When the file has grown over so many bytes, its older half goes. */
  readonly limitBytes: number;
  /** Told when lines cannot be written, once until they can be again: they stay in memory, and are tried again. */
  readonly onDefect: (error: unknown) => void;
}

/** Keeps the lines of one stream in a file, a JSON array of number, request, text and further fields a line. */
export class LogFile implements LineKeeper {
  private waiting: string[] = [];
  private writing: Promise<void> | undefined;
  private isFailing = false;

  private constructor(
    private readonly parts: LogFileParts,
    private size: number,
  ) {}

  /** Opens a stream's file and gives its lines, the newest ones of a file that is too long. */
  static async open(parts: LogFileParts): Promise<{ readonly file: LogFile; readonly lines: LogLine[] }> {
    const full = path.join(parts.folder.root, parts.name);
    await mkdir(path.dirname(full), { recursive: true });
    const { text, size } = await endOf(full, parts.limitBytes);
    const file = new LogFile(parts, size);
    // A kill can leave a last line without its end; the next line must not continue it.
    if (text !== '' && !text.endsWith('\n')) await file.add('\n');
    if (size > parts.limitBytes) await file.shorten();
    // A clock that was put right writes older times behind newer ones.
    const lines = text
      .split('\n')
      .flatMap(readRow)
      .sort((a, b) => (a.number < b.number ? -1 : 1));
    return { file, lines };
  }

  append({ number, content, requestId, fields }: LogLine): void {
    const row = [String(number), requestId, content, ...(fields ? [fields] : [])];
    this.waiting.push(`${JSON.stringify(row)}\n`);
    this.writing ??= this.write();
  }

  /** Resolves when all lines so far are in the file, or cannot be written. */
  async flush(): Promise<void> {
    await this.writing;
  }

  private async write(): Promise<void> {
    // Lines of the same moment go out together.
    await new Promise(setImmediate);
    try {
      while (this.waiting.length > 0) {
        const rows = this.waiting;
        this.waiting = [];
        // What a full disk took of a row must not be continued.
        await this.add(`${this.isFailing ? '\n' : ''}${rows.join('')}`).catch((error: unknown) => {
          // As many as the memory has anyway.
          this.waiting = [...rows, ...this.waiting].slice(-MOST_WAITING);
          throw error;
        });
        this.isFailing = false;
        if (this.size > this.parts.limitBytes) await this.shorten();
      }
    } catch (error) {
      if (!this.isFailing) this.parts.onDefect(error);
      this.isFailing = true;
    } finally {
      this.writing = undefined;
    }
  }

  /** Writes behind what is there, in a folder that somebody may have cleared away. */
  private async add(text: string): Promise<void> {
    const full = path.join(this.parts.folder.root, this.parts.name);
    await appendFile(full, text).catch(async (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      await mkdir(path.dirname(full), { recursive: true });
      await appendFile(full, text);
      this.size = 0;
    });
    this.size += Buffer.byteLength(text);
  }

  private async shorten(): Promise<void> {
    const { folder, name, limitBytes } = this.parts;
    const { text } = await endOf(path.join(folder.root, name), limitBytes);
    await folder.write(name, text);
    this.size = Buffer.byteLength(text);
  }
}

/** How many rows wait for a disk that takes none. */
const MOST_WAITING = 10_000;

/**
 * The text of a file and its size in bytes; of one with more than `limitBytes` the whole lines of its last `limitBytes / 2`:
 * it may be larger than a text can be. Nothing where there is no file.
 */
async function endOf(
  file: string,
  limitBytes: number,
): Promise<{ readonly text: string; readonly size: number }> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (!handle) return { text: '', size: 0 };
  try {
    const { size } = await handle.stat();
    const wanted = size > limitBytes ? Math.floor(limitBytes / 2) : size;
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(wanted), 0, wanted, size - wanted);
    const text = buffer.toString('utf8', 0, bytesRead);
    return { text: wanted < size ? text.slice(text.indexOf('\n') + 1) : text, size };
  } finally {
    await handle.close();
  }
}

type Row = [number: string, requestId: string, content: string, fields?: Readonly<Record<string, string>>];

function readRow(row: string): LogLine[] {
  try {
    const [number, requestId, content, fields] = JSON.parse(row) as Row;
    return [{ number: BigInt(number), requestId, content, ...(fields && { fields }) }];
  } catch {
    return [];
  }
}
