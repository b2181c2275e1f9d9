import * as vscode from 'vscode';
import type { Secret } from '../../model/connection';
import { isObject } from '../../model/json';
import { CREDENTIALS } from '../../app/connections/fields';

const PREFIX = 'fndeck.connection.';

/** Secrets of connections, by connection id. Nothing but SecretStorage ever holds them. */
export interface Secrets extends vscode.Disposable {
  /** Fires with the connection's id when its secret was stored or deleted, in this window or in another. */
  readonly onDidChange: vscode.Event<string>;
  get(id: string): Promise<Secret | undefined>;
  store(id: string, secret: Secret): Promise<void>;
  delete(id: string): Promise<void>;
}

/** Makes the store. A one-time code that comes with a password is not kept. */
export function createSecrets(storage: vscode.SecretStorage): Secrets {
  const changed = new vscode.EventEmitter<string>();
  const listening = storage.onDidChange(({ key }) => {
    if (key.startsWith(PREFIX)) changed.fire(key.slice(PREFIX.length));
  });
  return {
    onDidChange: changed.event,
    get: async (id) => read(await storage.get(PREFIX + id)),
    store: async (id, secret) => storage.store(PREFIX + id, JSON.stringify(lasting(secret))),
    delete: async (id) => storage.delete(PREFIX + id),
    dispose: () => {
      listening.dispose();
      changed.dispose();
    },
  };
}

function lasting(secret: Secret): Secret {
  return secret.kind === 'password' ? { kind: 'password', password: secret.password } : secret;
}

function read(stored: string | undefined): Secret | undefined {
  if (stored === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(stored);
    return isSecret(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const FIELDS = {
  token: ['token'],
  password: ['password'],
  keys: ['accessKeyId', 'secretAccessKey'],
  temporaryKeys: ['accessKeyId', 'secretAccessKey', 'securityToken'],
} as const satisfies Record<Secret['kind'], readonly string[]>;

/** Whether a value (from storage, or from a script) is a complete secret. */
export function isSecret(value: unknown): value is Secret {
  if (!isObject(value)) return false;
  const kind = CREDENTIALS.find((known) => known === value['kind']);
  return (
    kind !== undefined &&
    FIELDS[kind].every((field) => typeof value[field] === 'string' && value[field] !== '')
  );
}
