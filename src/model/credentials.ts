/** How a connection proves who it is; the secret itself is never part of a connection. */
export type CredentialKind =
  | SecretKind
  /** A profile of another tool, or environment variables, read again at each use; see `Connection.profile`. */
  | 'profile';

/** What a service is shown as a proof. */
export type SecretKind =
  /** An IAM token that the user pasted. */
  | 'token'
  /** IAM user and password; the token is fetched and renewed. */
  | 'password'
  /** Permanent access key pair. */
  | 'keys'
  /** Temporary access key pair with its security token. */
  | 'temporaryKeys';

/** Kinds of secrets in the order in which a person is offered them. */
export const CREDENTIALS: readonly SecretKind[] = ['keys', 'temporaryKeys', 'password', 'token'];
