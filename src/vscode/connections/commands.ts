import * as vscode from 'vscode';
import type { Account, Connection, Secret } from '../../model/connection';
import { isObject, member } from '../../model/json';
import { message } from '../../model/message';
import { profileOf } from '../../model/services';
import { say, type Report } from '../report';
import { offerFirstConnection } from './firstConnection';
import type { Connections } from './connections';
import { askChanges, askNewConnection } from './dialogue';
import { readConnection } from '../../app/connections/entries';
import { isSecret } from '../../app/connections/connectionSecrets';
import { reportProblem } from './reportProblem';
import { createTestPages, type Tested } from './testPage';
import { tryConnection } from './tryConnection';
import { pickLine } from '../window/quickInput';
import { ask } from '../window/notices';

/** What a person can do with connections; where no connection is named they are asked which. */
export interface ConnectionCommands extends vscode.Disposable {
  /** Adds a connection by asking, or straight away from `{connection, secret}`. Gives the connection's id. */
  add(given?: unknown): Promise<string | undefined>;
  edit(connection?: Connection): Promise<void>;
  remove(connection?: Connection): Promise<void>;
  /** Shows what there is to know of a connection; undefined when the person left. */
  test(connection?: Connection): Promise<Tested | undefined>;
  /** Writes down, in a new document, what somebody needs who looks into a problem. */
  reportProblem(): Promise<void>;
}

/** What the commands act on. */
export interface ConnectionCommandsDeps {
  readonly context: Pick<vscode.ExtensionContext, 'extensionUri'>;
  readonly connections: Connections;
  readonly report: Report;
  /** The other offer of "Add Connection". */
  readonly startSandbox: () => unknown;
}

/** The commands over the given connections; a failure is thrown, not shown. */
export function createConnectionCommands({
  context,
  connections,
  report,
  startSandbox,
}: ConnectionCommandsDeps): ConnectionCommands {
  const own = (): readonly Connection[] => connections.list().filter(({ id }) => !connections.isSandbox(id));

  const add = async (given?: unknown): Promise<string | undefined> => {
    if (isObject(given) && 'connection' in given) {
      const { connection, secret } = readAccount(given, report);
      await connections.save(connection, secret);
      return connection.id;
    }
    const taken = [...connections.list(), ...connections.bad()].flatMap(({ id }) => id ?? []);
    const answered = await askNewConnection(taken, report, startSandbox);
    if (!answered) return undefined;
    await connections.save(answered.connection, answered.secret);
    await tryOut(answered.connection);
    return answered.connection.id;
  };

  const edit = async (connection?: Connection): Promise<void> => {
    const chosen = connection ?? (await choose(own(), vscode.l10n.t('Connection to edit')));
    if (!chosen) return;
    if (connections.isSandbox(chosen.id))
      throw new Error(vscode.l10n.t('The sandbox makes its connections itself.'));
    const answered = await askChanges(chosen, report);
    if (!answered) return;
    await connections.save(answered.connection, answered.secret);
    await tryOut(answered.connection);
  };

  const remove = async (connection?: Connection): Promise<void> => {
    const chosen = connection ?? (await choose(own(), vscode.l10n.t('Connection to remove')));
    if (!chosen) return;
    if (connections.isSandbox(chosen.id))
      throw new Error(vscode.l10n.t('Stop the sandbox to remove its connections.'));
    const detail = vscode.l10n.t(
      'Its credentials are deleted from this machine. Functions and their configurations stay as they are.',
    );
    const yes = vscode.l10n.t('Remove');
    const question = vscode.l10n.t('Remove the connection “{0}”?', chosen.name);
    const answer = await ask(question, detail, yes);
    if (answer === yes) await connections.remove(chosen.id);
  };

  /** Short, as nobody has asked for it. */
  const tryOut = (connection: Connection): Promise<boolean> =>
    tryConnection(connection, connections, report, {
      title: message('Edit Connection'),
      run: () => edit(connection),
    });

  const pages = createTestPages({ extension: context.extensionUri, connections, report, edit });
  const test = async (connection?: Connection): Promise<Tested | undefined> => {
    const chosen = connection ?? (await choose(connections.list(), vscode.l10n.t('Connection to test')));
    return chosen && pages.test(chosen);
  };

  return {
    ...{ add, edit, remove, test },
    reportProblem: () => reportProblem(connections, report),
    dispose: () => void pages.dispose(),
  };
}

async function choose(
  connections: readonly Connection[],
  placeHolder: string,
): Promise<Connection | undefined> {
  const [only, ...others] = connections;
  if (!only) {
    await offerFirstConnection(placeHolder);
    return undefined;
  }
  if (others.length === 0) return only;
  const items = connections.map((connection) => ({
    label: connection.name,
    description: `${say(profileOf(connection.service).label)} · ${connection.region}`,
    connection,
  }));
  return (await pickLine(items, { placeHolder }))?.connection;
}

/** An account as a script hands it over. Throws an Error that says what is wrong with it. */
function readAccount(
  given: object,
  report: Report,
): Pick<Account, 'connection'> & { readonly secret: Secret | undefined } {
  const read = readConnection(member(given, 'connection'));
  if ('reason' in read) throw new Error(report.say(read.reason));
  const secret: unknown = member(given, 'secret');
  // Whether the profile's secret goes there is a person's to say, at the first use.
  if (read.connection.credential === 'profile' && secret === undefined) {
    return { connection: read.connection, secret: undefined };
  }
  if (!isSecret(secret) || secret.kind !== read.connection.credential) {
    throw new Error(
      vscode.l10n.t('The secret must be complete and of the kind “{0}”.', read.connection.credential),
    );
  }
  return { connection: read.connection, secret };
}
