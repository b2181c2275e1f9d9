import type { Connection, Secret } from '../../model/connection';
import { addressChanges, type ConnectionSecrets, type KeptSecret } from './connectionSecrets';

/**
 * Gives out the secret of a connection for the address that it was entered for, and for no other one before a person
 * has said so: each change of address is asked about once.
 */
export class AddressConsent {
  /** What a person was asked already about a connection. */
  private readonly asked = new Map<string, string>();
  /** Secrets without an address get the one that the setting had before it changed. */
  private sealing: Promise<unknown> = Promise.resolve();

  /** `ask`: a connection cannot be used before a person says whether its secret may go to its new address. */
  constructor(
    private readonly secrets: ConnectionSecrets,
    private readonly ask: (connection: Connection, changes: string) => void,
  ) {}

  /** The secret that may be sent to where the connection leads now. Rejects with a CloudError of kind `configuration`. */
  async secret(connection: Connection): Promise<Secret> {
    await this.sealing;
    const found = await this.secrets.find(connection);
    if (found.kind === 'none' || found.secret.kind === 'profile')
      throw (await errors()).withoutSecret(connection);
    if (found.secret.kind !== connection.credential) throw (await errors()).withoutSecret(connection);
    if (found.kind === 'own') return found.secret;
    const changes = addressChanges(found.address, connection);
    this.askOnce(connection, changes);
    throw (await errors()).enteredElsewhere(connection, changes);
  }

  /** Rejects where no person has seen that the profile's secret goes to this address. */
  async confirmed(connection: Connection): Promise<void> {
    await this.sealing;
    const found = await this.secrets.find(connection);
    if (found.kind === 'own' && found.secret.kind === 'profile') return;
    const changes = found.kind === 'elsewhere' ? addressChanges(found.address, connection) : '';
    this.askOnce(connection, changes);
    throw (await errors()).unconfirmedProfile(connection);
  }

  /** A person allows that the stored secret, or the profile's, goes to the connection's address; gives whether any can. */
  async give(connection: Connection): Promise<boolean> {
    const isProfile = connection.credential === 'profile';
    const secret = isProfile ? { kind: 'profile' as const } : await this.stored(connection);
    if (!secret) return false;
    await this.secrets.move(connection, connection, secret, () => Promise.resolve());
    await this.secrets.forgetOthers(connection);
    return true;
  }

  /** What is stored for a connection, whatever address it was entered for: it may be kept, not sent. */
  async stored(connection: Connection): Promise<KeptSecret | undefined> {
    const found = await this.secrets.find(connection);
    return found.kind === 'none' ? undefined : found.secret;
  }

  /** The setting leads elsewhere than these connections did: what was entered for them stays theirs. */
  left(former: readonly Connection[]): void {
    this.sealing = Promise.allSettled([this.sealing, ...former.map((each) => this.secrets.find(each))]);
  }

  /** A person has entered a connection anew: what was asked before is asked again. */
  forget(id: string): void {
    this.asked.delete(id);
  }

  private askOnce(connection: Connection, changes: string): void {
    if (this.asked.get(connection.id) === changes) return;
    this.asked.set(connection.id, changes);
    this.ask(connection, changes);
  }
}

/** What is said where a connection cannot be used: loaded when that is so. */
const errors = () => import('./connectionErrors');
