import { policyText } from '../call/policy';
import type { Ability, Permission } from '../permissions';

/** Of fine-grained policies (“Creating a Custom Policy”). */
export const POLICY_VERSION = '1.1';

/** The role that has all of FunctionGraph, and the one that reads logs (user guides, “Permissions Management”). */
const ALL = 'FunctionGraph FullAccess';
const LOGS = 'LTS ReadOnlyAccess';

/** The action that a call asks for (permissions page of the API reference). None is documented for async configs, their records and test events. */
const ACTIONS: Readonly<Record<string, string>> = {
  listFunctions: 'FunctionGraph:function:list',
  showFunctionConfig: 'FunctionGraph:function:getConfig',
  listVersions: 'FunctionGraph:function:listVersion',
  listAliases: 'FunctionGraph:function:listAlias',
  invoke: 'FunctionGraph:function:invoke',
  invokeAsync: 'FunctionGraph:function:invokeAsync',
};

/** The calls of each ability. */
const CALLS: Readonly<Record<Ability, readonly string[]>> = {
  listFunctions: ['listFunctions'],
  listVersions: ['listVersions', 'listAliases'],
  readFunction: ['showFunctionConfig'],
  readConfig: ['getAsyncConfig', 'listAsyncConfigs'],
  writeConfig: ['putAsyncConfig', 'deleteAsyncConfig'],
  invoke: ['invoke', 'invokeAsync'],
  readLogs: ['ltsLogDetail', 'ltsQuery'],
  listEvents: ['listAsyncInvocations'],
  stopEvents: ['cancelAsyncInvocation'],
  readTestEvents: ['listEvents', 'showEvent'],
  writeTestEvents: ['createEvent', 'updateEvent', 'deleteEvent'],
};

/** The documented action of a call; undefined where there is none. */
export function actionOf(operation: string): string | undefined {
  return ACTIONS[operation];
}

/** The role that allows a call of which no action is documented. */
export function roleOf(operation: string): string {
  return operation === 'ltsQuery' ? LOGS : ALL;
}

/** What one has to be allowed for all that FnDeck does, in the order in which it is needed. */
export const PERMISSIONS: readonly Permission[] = Object.entries(CALLS).map(([ability, operations]) => {
  const actions = operations.flatMap((operation) => actionOf(operation) ?? []);
  return {
    ability: ability as Ability,
    operations,
    actions,
    ...(actions.length > 0
      ? { policy: policyText(POLICY_VERSION, [{ actions }]) }
      : { role: [...new Set(operations.map(roleOf))].join(', ') }),
  };
});
