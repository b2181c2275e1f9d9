import { mkdir, readFile, appendFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { StateFolder } from '../stateFolder';
import type { LineKeeper, LogLine } from './logStream';

/** Keeps the lines of one stream in a file, a JSON array of number, request, text and further fields a line. */
export class LogFile implements LineKeeper {
  private waiting: string[] = [];
  private writing: Promise<void> | undefined;

  private constructor(
    private readonly folder: StateFolder,
    private readonly name: string,
  ) {}

  /** Opens a stream's file and gives its lines; when it has grown over `limitBytes` its older half goes. */
  static async open(
    folder: StateFolder,
    name: string,
    limitBytes: number,
  ): Promise<{ readonly file: LogFile; readonly lines: LogLine[] }> {
    const full = path.join(folder.root, name);
    await mkdir(path.dirname(full), { recursive: true });
    const size = await stat(full).then(
      (found) => found.size,
      () => 0,
    );
    const text = size === 0 ? '' : await readFile(full, 'utf8');
    const rows = text.split('\n');
    // A kill can leave a last line without its end; the next line must not continue it.
    if (rows.pop() !== '') await appendFile(full, '\n');
    if (size > limitBytes) {
      rows.splice(0, Math.floor(rows.length / 2));
      await folder.write(name, rows.map((row) => `${row}\n`).join(''));
    }
    return { file: new LogFile(folder, name), lines: rows.flatMap(readRow) };
  }

  append({ number, content, requestId, fields }: LogLine): void {
    const row = [String(number), requestId, content, ...(fields ? [fields] : [])];
    this.waiting.push(`${JSON.stringify(row)}\n`);
    this.writing ??= this.write();
  }

  /** Resolves when all lines so far are in the file. */
  async flush(): Promise<void> {
    await this.writing;
  }

  private async write(): Promise<void> {
    // Lines of the same moment go out together.
    await new Promise(setImmediate);
    try {
      while (this.waiting.length > 0) {
        const text = this.waiting.join('');
        this.waiting = [];
        await appendFile(path.join(this.folder.root, this.name), text);
      }
    } finally {
      this.writing = undefined;
    }
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
