import type { ConnectionSecrets } from './connectionSecrets';

/** How long a secret outlives its entry: one that is cut to be pasted elsewhere, or hidden by a typing error, comes back. */
const GRACE_MS = 60_000;

/** What tidying looks at. */
interface TidyingPorts {
  readonly secrets: Pick<ConnectionSecrets, 'ids' | 'delete'>;
  /** Ids of the entries in the setting, usable or not; undefined where an error hides the whole list. */
  entered(): readonly string[] | undefined;
  readonly graceMs?: number;
}

/** Deletes the secrets of connections that are gone, some time after: what is not tidied now is at the next start. */
export class SecretTidying {
  private readonly timers = new Set<NodeJS.Timeout>();
  /** Connections being saved: their secrets are stored before their entries. */
  private readonly saving = new Set<string>();

  constructor(private readonly ports: TidyingPorts) {
    const atStart = ports.entered() ?? [];
    // Looked at twice: another window may have stored a secret, and be about to write its entry.
    this.later(async () => {
      const ids = this.gone(await ports.secrets.ids()).filter((id) => !atStart.includes(id));
      if (ids.length > 0) this.later(() => this.delete(ids));
    });
  }

  /** Entries have changed or gone. */
  changed(ids: readonly string[]): void {
    this.later(async () => this.ports.entered() && this.delete(ids));
  }

  /** Leaves the secret of a connection alone while that is saved. */
  async during<T>(id: string, save: () => Promise<T>): Promise<T> {
    this.saving.add(id);
    try {
      return await save();
    } finally {
      this.saving.delete(id);
    }
  }

  later(work: () => Promise<unknown>): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      work().catch(() => undefined);
    }, this.ports.graceMs ?? GRACE_MS);
    timer.unref();
    this.timers.add(timer);
  }

  dispose(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }

  private gone(ids: readonly string[]): readonly string[] {
    const entered = [...this.saving, ...(this.ports.entered() ?? [])];
    return ids.filter((id) => !entered.includes(id));
  }

  private async delete(ids: readonly string[]): Promise<void> {
    for (const id of ids) if (this.gone([id]).length > 0) await this.ports.secrets.delete(id);
  }
}
