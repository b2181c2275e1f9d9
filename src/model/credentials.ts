/** How a connection proves who it is; the secret itself is never part of a connection. */
export type CredentialKind =
  /** An IAM token that the user pasted. */
  | 'token'
  /** IAM user and password; the token is fetched and renewed. */
  | 'password'
  /** Permanent access key pair. */
  | 'keys'
  /** Temporary access key pair with its security token. */
  | 'temporaryKeys';

/** Kinds of credentials in the order in which a person is offered them. */
export const CREDENTIALS: readonly CredentialKind[] = ['keys', 'temporaryKeys', 'password', 'token'];
