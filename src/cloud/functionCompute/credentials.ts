import type { Connection, Secret } from '../../model/connection';
import { message } from '../../model/message';
import { misconfigured } from '../call/misconfigured';
import type { AccessKey } from './fcSignature';

/** What signs the requests of a connection. */
export interface Credentials {
  readonly key: AccessKey;
  /** Present with temporary keys. */
  readonly securityToken?: string;
}

/** The key pair of a secret. Throws a CloudError of kind `configuration` for a secret that this service has no use for. */
export function credentialsOf(connection: Connection, secret: Secret): Credentials {
  switch (secret.kind) {
    case 'keys':
      return { key: { id: secret.accessKeyId, secret: secret.secretAccessKey } };
    case 'temporaryKeys':
      return {
        key: { id: secret.accessKeyId, secret: secret.secretAccessKey },
        securityToken: secret.securityToken,
      };
    case 'token':
    case 'password':
      throw misconfigured(
        connection,
        message('Function Compute needs an access key.'),
        message('Edit the connection and choose an access key pair.'),
      );
  }
}
