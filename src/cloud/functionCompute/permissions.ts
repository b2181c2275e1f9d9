import type { Connection } from '../../model/connection';
import type { ApiCall } from '../call/apiCall';
import { policyText } from '../call/policy';
import type { Ability, Permission } from '../permissions';
import type { Dialect } from './dialect';

/** Of RAM policies. */
export const POLICY_VERSION = '1';

/** The RAM action of a call (RAM pages name 2.0's calls). */
export function actionOf(operation: string): string {
  const documented = /^(Put|Get|Delete|List)AsyncInvokeConfigs?$/.test(operation)
    ? operation.replace('AsyncInvokeConfig', 'FunctionAsyncInvokeConfig')
    : operation.replace('AsyncTask', 'StatefulAsyncInvocation');
  return operation === 'GetLogs' ? 'log:GetLogStoreLogs' : `fc:${documented}`;
}

/** The account in a region, as resources of policies begin. */
export function ownerOf({ region, accountId }: Connection): string {
  return `acs:fc:${region}:${accountId ?? '*'}`;
}

/** Any function: calls made of it are only asked for their names. */
const ANY = { connection: '', group: 's', name: 'f', qualifier: 'q' };

/** What one has to be allowed for all that FnDeck does, in the order in which it is needed. */
export function permissionsOf(dialect: Dialect, connection: Connection): readonly Permission[] {
  const calls: Partial<Record<Ability, readonly (ApiCall | undefined)[]>> = {
    listFunctions: [dialect.listServices?.(undefined), dialect.listFunctions('s', undefined)],
    listVersions: [dialect.listVersions(ANY, undefined), dialect.listAliases(ANY, undefined)],
    readFunction: [dialect.getFunction(ANY)],
    readConfig: [dialect.getAsyncConfig(ANY), dialect.listAsyncConfigs(ANY, undefined)],
    writeConfig: [dialect.putAsyncConfig(ANY, ''), dialect.deleteAsyncConfig(ANY)],
    invoke: [dialect.invoke(ANY, { mode: 'async', payload: '' })],
    readLogs: [dialect.getLogOwner(ANY)],
    listEvents: [dialect.listTasks(ANY, {}), dialect.getTask(ANY, 't')],
    stopEvents: [dialect.stopTask(ANY, 't')],
  };
  return Object.entries(calls).map(([ability, made]) => {
    const named = made.flatMap((call) => call?.operation ?? []);
    const operations = ability === 'readLogs' ? [...named, 'GetLogs'] : named;
    const actions = operations.map(actionOf);
    const ours = actions.filter((action) => action.startsWith('fc:'));
    const others = actions.filter((action) => !action.startsWith('fc:'));
    const policy = policyText(POLICY_VERSION, [
      { actions: ours, resources: [`${ownerOf(connection)}:*`] },
      ...(others.length > 0 ? [{ actions: others, resources: ['*'] }] : []),
    ]);
    return { ability: ability as Ability, operations, actions, policy };
  });
}
