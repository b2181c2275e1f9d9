import type { Clock } from '../../clock';
import type { StateFolder } from '../../stateFolder';

/** A side of `destination_config` as PUT brought it; `param` is a text that holds JSON. */
export interface Destination {
  readonly destination: string;
  readonly param: string;
}

/** The fields of a PUT that were there. */
export interface ConfigFields {
  readonly age?: number;
  readonly retries?: number;
  readonly statusLog?: boolean;
  readonly success?: Destination;
  readonly failure?: Destination;
}

/** An async config as it is kept; times are Unix milliseconds. */
export interface StoredConfig extends ConfigFields {
  readonly group: string;
  readonly name: string;
  readonly version: string;
  readonly created: number;
  readonly modified: number;
}

/** Names one version of a function. */
export interface VersionKey {
  readonly group: string;
  readonly name: string;
  readonly version: string;
}

/** The async configs of one project: in memory, and each in a file of its own. */
export class AsyncConfigs {
  private readonly byKey = new Map<string, StoredConfig>();
  /** Changes happen one after another, so that file and memory agree. */
  private last: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly folder: StateFolder,
    private readonly prefix: string,
    private readonly clock: Clock,
  ) {}

  /** Reads what an earlier run has left below `prefix`. */
  static async load(folder: StateFolder, prefix: string, clock: Clock): Promise<AsyncConfigs> {
    const configs = new AsyncConfigs(folder, prefix, clock);
    for (const { text } of await folder.readAll(prefix)) {
      const stored = JSON.parse(text) as StoredConfig;
      configs.byKey.set(configs.fileOf(stored), stored);
    }
    return configs;
  }

  get(key: VersionKey): StoredConfig | undefined {
    return this.byKey.get(this.fileOf(key));
  }

  /** The configs of all versions of a function, by version. */
  ofFunction({ group, name }: Omit<VersionKey, 'version'>): readonly StoredConfig[] {
    return [...this.byKey.values()]
      .filter((config) => config.group === group && config.name === name)
      .sort((a, b) => (a.version < b.version ? -1 : 1));
  }

  /** Replaces a config, or with `merge` keeps what `fields` leaves out; resolves once it is on the disk. */
  put({ group, name, version }: VersionKey, fields: ConfigFields, merge: boolean): Promise<StoredConfig> {
    return this.inTurn(async () => {
      const file = this.fileOf({ group, name, version });
      const before = this.byKey.get(file);
      const now = this.clock.now();
      const stored: StoredConfig = {
        ...(merge ? before : {}),
        ...fields,
        group,
        name,
        version,
        created: before?.created ?? now,
        modified: now,
      };
      await this.folder.write(file, JSON.stringify(stored));
      this.byKey.set(file, stored);
      return stored;
    });
  }

  /** Removes a config; false when there was none. */
  remove(key: VersionKey): Promise<boolean> {
    return this.inTurn(async () => {
      const file = this.fileOf(key);
      if (!this.byKey.has(file)) return false;
      await this.folder.remove(file);
      return this.byKey.delete(file);
    });
  }

  private inTurn<T>(change: () => Promise<T>): Promise<T> {
    const done = this.last.then(change);
    this.last = done.catch(() => undefined);
    return done;
  }

  private fileOf({ group, name, version }: VersionKey): string {
    return `${this.prefix}/${group}/${name}/${version}.json`;
  }
}
