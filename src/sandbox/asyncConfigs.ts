import type { Clock } from './clock';
import type { StateFolder } from './stateFolder';

/** Names what has a config of its own: a version of a function, on some services an alias. */
export interface VersionKey {
  readonly group: string;
  readonly name: string;
  readonly version: string;
}

/** An async config as it is kept; times are Unix milliseconds. */
export type StoredConfig<Fields> = Fields &
  VersionKey & { readonly created: number; readonly modified: number };

/** Async configs: in memory, and each in a file of its own. `Fields` is what a service keeps of a PUT. */
export class AsyncConfigs<Fields> {
  private readonly byKey = new Map<string, StoredConfig<Fields>>();
  /** Changes happen one after another, so that file and memory agree. */
  private last: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly folder: StateFolder,
    private readonly prefix: string,
    private readonly clock: Clock,
  ) {}

  /** Reads what an earlier run has left below `prefix`. */
  static async load<Fields>(
    folder: StateFolder,
    prefix: string,
    clock: Clock,
  ): Promise<AsyncConfigs<Fields>> {
    const configs = new AsyncConfigs<Fields>(folder, prefix, clock);
    for (const { value: stored } of await folder.readAll<StoredConfig<Fields>>(prefix)) {
      configs.byKey.set(configs.fileOf(stored), stored);
    }
    return configs;
  }

  get(key: VersionKey): StoredConfig<Fields> | undefined {
    return this.byKey.get(this.fileOf(key));
  }

  /** All configs, by group, name and version. */
  all(): readonly StoredConfig<Fields>[] {
    return [...this.byKey.keys()].sort().flatMap((file) => this.byKey.get(file) ?? []);
  }

  /** The configs of all versions of a function, by version. */
  ofFunction({ group, name }: Omit<VersionKey, 'version'>): readonly StoredConfig<Fields>[] {
    return [...this.byKey.values()]
      .filter((config) => config.group === group && config.name === name)
      .sort((a, b) => (a.version < b.version ? -1 : 1));
  }

  /** Stores what `change` makes of the fields that are there; resolves once it is on the disk. */
  put(
    { group, name, version }: VersionKey,
    change: (before: Fields | undefined) => Fields,
  ): Promise<StoredConfig<Fields>> {
    return this.inTurn(async () => {
      const file = this.fileOf({ group, name, version });
      const before = this.byKey.get(file);
      const now = this.clock.now();
      const stored = {
        ...change(before),
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

  /** What is kept of a PUT, without what says whose and of when it is; undefined where there is none. */
  fields(key: VersionKey): unknown {
    const stored = this.get(key);
    if (!stored) return undefined;
    const others = ['group', 'name', 'version', 'created', 'modified'];
    return Object.fromEntries(Object.entries(stored).filter(([each]) => !others.includes(each)));
  }

  /** Stores a config that nobody has asked for: it is there at once, and on the disk later (`written`). */
  give({ group, name, version }: VersionKey, fields: Fields): void {
    const key = { group, name, version };
    const file = this.fileOf(key);
    const now = this.clock.now();
    const given = { ...fields, ...key, created: this.byKey.get(file)?.created ?? now, modified: now };
    this.byKey.set(file, given);
    void this.inTurn(async () => {
      // Somebody may have changed or deleted it by now.
      if (this.byKey.get(file) === given) await this.folder.write(file, JSON.stringify(given));
    });
  }

  /** Resolves when all changes until now are on the disk. */
  async written(): Promise<void> {
    await this.last;
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
