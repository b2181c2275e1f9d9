import type { Cloud } from '../../../src/cloud/cloud';
import type { Connection, Secret } from '../../../src/model/connection';
import type { ProfileContent, ProfileProblem } from '../../../src/app/profiles/profile';
import { ConnectionSecrets } from '../../../src/app/connections/connectionSecrets';
import { ConnectionStore } from '../../../src/app/connections/connectionStore';

export const OLD = 'https://old.example.com';
export const NEW = 'https://new.example.com';
export const OLD_PASSWORD = { kind: 'password', password: 'old' } as const satisfies Secret;
export const NEW_PASSWORD = { kind: 'password', password: 'new' } as const satisfies Secret;

/** A connection with a password, at an address. */
export function connectionAt(endpoint: string, more: Partial<Connection> = {}): Connection {
  return {
    id: 'prod',
    name: 'Production',
    service: 'functiongraph-otc',
    region: 'eu-de',
    credential: 'password',
    domain: 'D',
    user: 'ada',
    endpoint,
    ...more,
  };
}

/** settings.json and SecretStorage of a machine, which several windows see. */
export function machine(entries: unknown = []) {
  const texts = new Map<string, string>();
  const windows: { store: ConnectionStore; seen: unknown }[] = [];
  /** Which secret was sent where. */
  const pairs: string[] = [];
  const questions: string[] = [];
  let written: unknown = entries;
  /** Runs at every step that something asynchronous is done. */
  const hooks: {
    step: () => Promise<unknown>;
    writable: boolean;
    profile: (reference: string) => ProfileContent | ProfileProblem;
  } = {
    step: () => Promise.resolve(),
    writable: true,
    profile: () => ({ secret: { kind: 'token', token: 'of-profile' }, proposed: {} }),
  };

  const tell = async (key: string): Promise<void> => {
    const id = ConnectionSecrets.idOf(key);
    if (id !== undefined) await Promise.all(windows.map(({ store }) => store.secretChanged(id)));
    await hooks.step();
  };
  const fake = (connection: Connection, secret: Secret): Cloud => {
    pairs.push(`${secretText(secret)} ${connection.endpoint ?? ''}`);
    return { connection, allowSignIn: () => undefined } as unknown as Cloud;
  };
  const open = ({ graceMs = 1, connect }: { graceMs?: number; connect?: typeof fake } = {}) => {
    const changed: (readonly string[])[] = [];
    const window = { store: undefined as unknown as ConnectionStore, seen: written, changed };
    window.store = new ConnectionStore({
      settings: {
        read: () => window.seen,
        write: async (next) => {
          await hooks.step();
          if (!hooks.writable) throw new Error('Unable to write into user settings');
          written = next;
          window.seen = next;
          window.store.settingChanged();
          await hooks.step();
        },
      },
      secrets: {
        get: (key) => Promise.resolve(texts.get(key)),
        store: (key, text) => {
          texts.set(key, text);
          return tell(key);
        },
        delete: (key) => {
          texts.delete(key);
          return tell(key);
        },
      },
      connect: connect ?? fake,
      readProfile: async (reference) => {
        await hooks.step();
        return hooks.profile(reference);
      },
      changed: (ids) => changed.push(ids),
      askAboutAddress: (_, changes) => questions.push(changes),
      graceMs,
    });
    windows.push(window);
    return window;
  };
  /** The setting as the other windows see it, who learn of it later. */
  const spread = (): void => {
    for (const window of windows) {
      window.seen = written;
      window.store.settingChanged();
    }
  };
  const byHand = (next: unknown): void => {
    written = next;
    spread();
  };
  return { texts, pairs, questions, hooks, open, spread, byHand, written: () => written };
}

function secretText(secret: Secret): string {
  if (secret.kind === 'token') return secret.token;
  if (secret.kind !== 'password') return secret.kind;
  return [secret.password, secret.passcode].filter(Boolean).join('+');
}
