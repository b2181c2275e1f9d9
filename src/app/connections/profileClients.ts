import type { Cloud } from '../../cloud/cloud';
import type { Connection, Secret } from '../../model/connection';
import { sameJson, type Json } from '../../model/json';
import type { ProfileContent, ProfileProblem } from '../profiles/profile';

/** What clients over profiles are made of. */
export interface ProfilePorts {
  /** What a profile says now, by its reference, or why it cannot be used. */
  readProfile(reference: string): Promise<ProfileContent | ProfileProblem>;
  /** A new client for a connection; nothing is sent by that. */
  connect(connection: Connection, secret: Secret): Cloud | Promise<Cloud>;
  /** Rejects where no person has seen that the profile's secret goes to the connection's address. */
  confirmed(connection: Connection): Promise<void>;
  /** Whether the setting still has the connection as it is. */
  isCurrent(connection: Connection): boolean;
  /** The client of the connection that now has the id. */
  again(id: string): Promise<Cloud>;
  /** The profile says something else than before. */
  changed(ids: readonly string[]): void;
}

interface Client {
  readonly cloud: Promise<Cloud>;
  /** What the profile said when it was made. */
  readonly proof: Json;
}

/** One client for each connection with a profile, which is read again at each use. The setting alone says where it leads. */
export class ProfileClients {
  private readonly clients = new Map<string, Client>();

  constructor(private readonly ports: ProfilePorts) {}

  /** The client for what the profile says now: the same while it says the same. Rejects with a CloudError. */
  async cloud(connection: Connection): Promise<Cloud> {
    const { id, profile = '' } = connection;
    if (!this.clients.has(id)) await this.ports.confirmed(connection);
    const read = await this.ports.readProfile(profile);
    // Files take time: the setting may lead elsewhere now.
    if (!this.ports.isCurrent(connection)) return this.ports.again(id);
    const known = this.clients.get(id);
    if ('summary' in read) {
      this.clients.delete(id);
      throw (await import('./connectionErrors')).unusableProfile(connection, read);
    }
    const { secret, user, domain, projectName } = read;
    const whose = {
      ...(user !== undefined && { user }),
      ...(domain !== undefined && { domain }),
      ...(projectName !== undefined && { projectName }),
    };
    const proof: Json = { ...whose, secret: { ...secret } };
    if (known && sameJson(known.proof, proof)) return known.cloud;
    const whole: Connection = { ...connection, ...whose, credential: secret.kind };
    const client: Client = { proof, cloud: Promise.resolve(this.ports.connect(whole, secret)) };
    this.clients.set(id, client);
    client.cloud.catch(() => this.clients.get(id) === client && this.clients.delete(id));
    if (known) this.ports.changed([id]);
    return client.cloud;
  }

  /** The client that was given out last, where there is one. */
  last(id: string): Promise<Cloud> | undefined {
    return this.clients.get(id)?.cloud;
  }

  forget(id: string): void {
    this.clients.delete(id);
  }
}
