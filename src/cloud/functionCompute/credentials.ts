import type { Connection, Secret } from '../../model/connection';
import { message } from '../../model/message';
import { CloudError } from '../errors';
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
      throw new CloudError({
        kind: 'configuration',
        service: connection.service,
        operation: 'connect',
        sent: 'no',
        repeatable: false,
        summary: message('Function Compute needs an access key.'),
        hint: message('Edit the connection and choose an access key pair.'),
      });
  }
}
