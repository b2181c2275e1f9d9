import type { Clock } from '../clock';
import type { StateFolder } from '../stateFolder';
import { LogFile } from './logFiles';
import { LogStream } from './logStream';

/** Bytes of lines that are kept for a stream, in memory and (about twice as much) in its file. */
const LIMIT_BYTES = 16 * 1024 * 1024;

/** Names a stream. */
export interface StreamName {
  readonly group: string;
  readonly name: string;
}

/** Streams of log lines, each opened when it is first needed. */
export class LogStore {
  private readonly streams = new Map<string, Promise<LogStream>>();
  private readonly files: LogFile[] = [];

  constructor(
    /** The id under which a service knows a stream. */
    private readonly idOf: (stream: StreamName) => string,
    private readonly folder: StateFolder,
    private readonly prefix: string,
    private readonly clock: Clock,
    /** Told when lines cannot be written to their file. */
    private readonly onDefect: (error: unknown) => void,
  ) {}

  stream(fn: StreamName): Promise<LogStream> {
    const id = this.idOf(fn);
    const known = this.streams.get(id);
    if (known) return known;
    const open = this.open(fn);
    this.streams.set(id, open);
    // What could not be read now may be readable at the next call.
    open.catch(() => this.streams.delete(id));
    return open;
  }

  /** The stream of an id that was given out; undefined when no function of the list has it. */
  async byId(id: string, functions: Iterable<StreamName>): Promise<LogStream | undefined> {
    const open = this.streams.get(id);
    if (open) return open;
    for (const fn of functions) if (this.idOf(fn) === id) return this.stream(fn);
    return undefined;
  }

  /** Resolves when all lines so far are in their files. */
  async flush(): Promise<void> {
    await Promise.all(this.files.map((file) => file.flush()));
  }

  private async open({ group, name }: StreamName): Promise<LogStream> {
    const { folder, onDefect } = this;
    const path = `${this.prefix}/${group}/${name}.jsonl`;
    const { file, lines } = await LogFile.open({ folder, name: path, limitBytes: 2 * LIMIT_BYTES, onDefect });
    this.files.push(file);
    return new LogStream(lines, LIMIT_BYTES, () => this.clock.now(), file);
  }
}
