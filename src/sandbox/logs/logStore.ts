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
  ) {}

  stream(fn: StreamName): Promise<LogStream> {
    const id = this.idOf(fn);
    const open = this.streams.get(id) ?? this.open(fn);
    this.streams.set(id, open);
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
    const { file, lines } = await LogFile.open(
      this.folder,
      `${this.prefix}/${group}/${name}.jsonl`,
      2 * LIMIT_BYTES,
    );
    this.files.push(file);
    return new LogStream(lines, LIMIT_BYTES, () => this.clock.now(), file);
  }
}
