import type * as vscode from 'vscode';
import type { Cloud } from '../../cloud/cloud';
import type { Account, Connection, Secret } from '../../model/connection';
import type { BadEntry } from '../../app/connections/entries';

/** The configured connections, and a client for each. Made once by `activate`; parts that need a service take it. */
export interface Connections extends vscode.Disposable {
  /** Fires when a connection was added, changed, removed, or its secret changed (in any window). */
  readonly onDidChange: vscode.Event<void>;
  /** Configured connections in the order of the settings, then the sandbox's own. */
  list(): readonly Connection[];
  get(id: string): Connection | undefined;
  /** Entries of the setting that cannot be used, with the reason. */
  bad(): readonly BadEntry[];
  /** Whether the connection belongs to the running sandbox: kept in memory only, gone when it stops. */
  isSandbox(id: string): boolean;
  /**
   * The client of a connection; the same object until the connection changes.
   * Throws a CloudError of kind `configuration` when there is no such connection or its secret is missing.
   */
  cloud(id: string): Promise<Cloud>;
  /**
   * Adds or replaces (same id) a connection: its data in the settings, its secret in SecretStorage. Without a
   * secret the stored one stays.
   */
  save(connection: Connection, secret: Secret | undefined): Promise<void>;
  remove(id: string): Promise<void>;
  /** Replaces the sandbox's own connections (empty: it stopped). */
  setSandbox(accounts: readonly Account[]): void;
}
