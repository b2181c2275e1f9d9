import type { CredentialKind } from './credentials';
import type { ServiceId } from './service';

/** How a connection can be marked. `confirm`: every write is confirmed by typing; `readOnly`: none is sent. */
export const GUARDS = ['none', 'confirm', 'readOnly'] as const;

/** The mark of a connection that has one. */
export type GuardKind = Exclude<(typeof GUARDS)[number], 'none'>;

/** A configured account on a service, as it stands in the settings. Holds nothing that is secret. */
export interface Connection {
  /** `[a-z0-9-]{1,40}`, unique, part of document URIs. */
  readonly id: string;
  readonly name: string;
  readonly service: ServiceId;
  readonly region: string;
  readonly credential: CredentialKind;
  /** FunctionGraph: the project; where absent it is looked up by the region's name. */
  readonly projectId?: string;
  /** Function Compute: the account id that is part of the host. */
  readonly accountId?: string;
  /**
   * Where the secret is read from at each use, for credential `profile`: the tool and the name of its profile
   * (`aliyun:default`), or the variables (`environment:HUAWEICLOUD_SDK`).
   */
  readonly profile?: string;
  /** IAM: account (domain) name and user name, for credential `password`. */
  readonly domain?: string;
  readonly user?: string;
  /** IAM: name of the project, where it is not the region's; from a profile at its use, never in the settings. */
  readonly projectName?: string;
  /** Origins (`https://host[:port]`) that replace the vendor's for this connection. */
  readonly endpoint?: string;
  readonly iamEndpoint?: string;
  readonly logEndpoint?: string;
  /** Absent: writes are sent as they are asked for. */
  readonly guard?: GuardKind;
}

/** The secret of a connection; lives in SecretStorage and in the memory of the client only. */
export type Secret =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'password';
      readonly password: string;
      /** One-time code of a multi-factor device, for the first token only; kept in memory, never stored. */
      readonly passcode?: string;
    }
  | { readonly kind: 'keys'; readonly accessKeyId: string; readonly secretAccessKey: string }
  | {
      readonly kind: 'temporaryKeys';
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly securityToken: string;
    };

/** A connection together with what proves who it is. In memory only: where it is stored, the two are kept apart. */
export interface Account {
  readonly connection: Connection;
  readonly secret: Secret;
}
