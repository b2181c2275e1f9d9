import { AsyncLocalStorage } from 'node:async_hooks';
import type { Cloud } from '../../cloud/cloud';
import { CloudError } from '../../cloud/errors';
import { gated, type ConfigChange, type Write, type WriteOperation } from '../../cloud/writes';
import type { Connection } from '../../model/connection';
import type { FunctionRef } from '../../model/functionRef';
import { message, type Message } from '../../model/message';

/** What a person asks for: one write, or many of one kind that are confirmed together. */
export interface Action {
  /** Id of the connection that its writes go to. */
  readonly connection: string;
  readonly operation: WriteOperation;
  /** What it is about, where that is one version or alias. */
  readonly ref?: FunctionRef;
  /** Name of the test event, where that is one. */
  readonly testEvent?: string;
  /** How many writes there will be; 1 where it is not given. */
  readonly writes?: number;
  /** Other kinds of writes that are among them, and confirmed with them. */
  readonly also?: readonly WriteOperation[];
}

/** An action on a marked connection, as a person is asked to confirm it. */
export interface Confirmation extends Omit<Action, 'connection'> {
  readonly connection: Connection;
  /** What a PUT changes, where it is the only write. */
  readonly change?: ConfigChange;
}

/** Keeps writes away from connections that are marked, unless a person has confirmed them. */
export interface Guard {
  /** The same client, each write of which has to pass: by the connection's mark at that moment, and none once it is removed. */
  protect(cloud: Cloud): Cloud;
  /**
   * Asks once, before anything happens, and does the work: its writes of this kind on this connection pass until the
   * work is over. Rejects with a `CloudError` where they must not be sent.
   */
  action<T>(action: Action, work: () => Promise<T>): Promise<T>;
  /** Throws a `CloudError` where the connection is read-only: before a person is asked in vain. */
  refuseReadOnly(action: Pick<Action, 'connection' | 'operation'>): void;
}

/** What a guard asks. */
interface GuardDeps {
  /** The connection as it is configured now. */
  readonly connection: (id: string) => Connection | undefined;
  /** Lets a person confirm; false where they left. */
  readonly confirm: (confirmation: Confirmation) => Promise<boolean>;
}

/** An action that was confirmed, until its work is over. */
interface Confirmed extends Pick<Action, 'connection'> {
  readonly operations: readonly WriteOperation[];
  over: boolean;
}

/** A guard; nothing is confirmed in the beginning. */
export function createGuard({ connection: find, confirm }: GuardDeps): Guard {
  const scope = new AsyncLocalStorage<readonly Confirmed[]>();
  const isConfirmed = ({ connection, operation }: Pick<Action, 'connection' | 'operation'>): boolean =>
    (scope.getStore() ?? []).some(
      (one) => !one.over && one.connection === connection && one.operations.includes(operation),
    );
  const refuseReadOnly: Guard['refuseReadOnly'] = ({ connection, operation }) => {
    const found = find(connection);
    if (found?.guard === 'readOnly') throw readOnly(found, operation);
  };
  const asked = async (connection: Connection, about: Omit<Confirmation, 'connection'>): Promise<void> => {
    if (connection.guard === 'readOnly') throw readOnly(connection, about.operation);
    const operations = [about.operation, ...(about.also ?? [])];
    const isPassed = operations.every((one) => isConfirmed({ operation: one, connection: connection.id }));
    if (connection.guard !== 'confirm' || isPassed) return;
    if (!(await confirm({ ...about, connection }))) throw notConfirmed(connection, about.operation);
    // The question may have been open for long.
    if (!find(connection.id)) return removed(connection.id);
    refuseReadOnly({ connection: connection.id, operation: about.operation });
  };

  return {
    refuseReadOnly,
    protect: (cloud) => {
      const { id } = cloud.connection;
      return gated(cloud, {
        wantsChange: ({ operation }: Write) =>
          find(id)?.guard === 'confirm' && !isConfirmed({ connection: id, operation }),
        pass: async (write, change) => {
          const now = find(id);
          // Who removes a connection wants nothing more to be sent by what still has its client.
          if (!now) return removed(id);
          await asked(now, { ...write, ...(change && { change }) });
        },
      });
    },
    action: async ({ connection, ...about }, work) => {
      const found = find(connection);
      if (!found?.guard) return work();
      await asked(found, about);
      const operations = [about.operation, ...(about.also ?? [])];
      const confirmed: Confirmed = { connection, operations, over: false };
      try {
        return await scope.run([...(scope.getStore() ?? []), confirmed], work);
      } finally {
        confirmed.over = true;
      }
    },
  };
}

async function removed(id: string): Promise<never> {
  throw (await import('./connectionErrors')).unknownConnection(id);
}

function readOnly(connection: Connection, operation: WriteOperation): CloudError {
  return refused(
    'configuration',
    connection,
    operation,
    message('The connection “{0}” is marked as read-only: FnDeck sent nothing.', connection.name),
    message('Edit the connection to allow it.'),
  );
}

function notConfirmed(connection: Connection, operation: WriteOperation): CloudError {
  return refused('cancelled', connection, operation, message('Not confirmed: nothing was sent.'));
}

function refused(
  kind: 'configuration' | 'cancelled',
  { service }: Connection,
  operation: WriteOperation,
  summary: Message,
  hint?: Message,
): CloudError {
  return new CloudError({
    kind,
    service,
    operation,
    sent: 'no',
    repeatable: false,
    summary,
    ...(hint && { hint }),
  });
}
