import { CloudError } from '../../cloud/errors';
import type { Connection } from '../../model/connection';
import { message, type Message } from '../../model/message';

/** The error for an id that no connection has. */
export function unknownConnection(id: string): CloudError {
  return unusable(
    undefined,
    message('There is no connection with the ID “{0}”.', id),
    message('Start the sandbox if it belongs to the sandbox, or add the connection.'),
  );
}

/** The error for a setting that is no list: somebody has written it by hand, and wants to keep it. */
export function settingIsNoList(): CloudError {
  return unusable(
    undefined,
    message('“{0}” must be a list.', 'fndeck.connections'),
    message('Correct it in the settings: FnDeck does not write over it.'),
  );
}

/** The error for a connection whose secret this machine does not have. */
export function withoutSecret(connection: Connection): CloudError {
  return unusable(
    connection,
    message('The credentials of “{0}” are not stored on this machine.', connection.name),
    message('Edit the connection to enter them.'),
  );
}

/** The error for a connection whose secret was entered for another address; `changes` says in what they differ. */
export function enteredElsewhere(connection: Connection, changes: string): CloudError {
  return unusable(
    connection,
    message('The credentials of “{0}” were entered for another endpoint ({1}).', connection.name, changes),
    message('Edit the connection to enter them again, or to keep them for the new endpoint.'),
  );
}

/** The error for a connection whose profile a person has not yet allowed for its address. */
export function unconfirmedProfile(connection: Connection): CloudError {
  return unusable(
    connection,
    message(
      'It is not confirmed that “{0}” takes its credentials from the profile “{1}”.',
      connection.name,
      connection.profile ?? '',
    ),
    message('Edit the connection to confirm or change it.'),
  );
}

/** The error for a connection whose profile cannot be used; `problem` says what is wrong where. */
export function unusableProfile(
  connection: Connection,
  { summary, hint }: { readonly summary: Message; readonly hint: Message },
): CloudError {
  return unusable(connection, summary, hint);
}

function unusable(connection: Connection | undefined, summary: Message, hint: Message): CloudError {
  return new CloudError({
    kind: 'configuration',
    ...(connection && { service: connection.service }),
    operation: 'connect',
    sent: 'no',
    repeatable: false,
    summary,
    hint,
  });
}
