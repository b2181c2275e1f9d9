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

/** The ID of an access key as it is shown: enough to tell it from others, too little to be it. */
export function keyInPart(id: string): string {
  return id.length < 12 ? `${id.slice(0, 2)}…` : `${id.slice(0, 4)}…${id.slice(-4)}`;
}

/** Kinds of secrets in the order in which a person is offered them. */
export const CREDENTIALS: readonly SecretKind[] = ['keys', 'temporaryKeys', 'password', 'token'];
