import { message, type Message } from '../../model/message';

/** Action that each call needs (permissions page). None is documented for async configs and their records. */
const ACTIONS: Readonly<Record<string, string>> = {
  listFunctions: 'FunctionGraph:function:list',
  showFunctionConfig: 'FunctionGraph:function:getConfig',
  listVersions: 'FunctionGraph:function:listVersion',
  listAliases: 'FunctionGraph:function:listAlias',
  invoke: 'FunctionGraph:function:invoke',
  invokeAsync: 'FunctionGraph:function:invokeAsync',
};

/** Says which permission to ask for: the one that the service names, else the documented one, else the role that has all. */
export function permissionHint(operation: string, sentence: string): Message {
  const named = /\b(?:functiongraph|lts|iam|obs|smn|dis):[a-z*]+:[a-z]+\b/i.exec(sentence)?.[0];
  const action = named ?? ACTIONS[operation];
  if (action !== undefined)
    return message('Ask the administrator of the account for the permission {0}.', action);
  if (operation === 'ltsQuery')
    return message('Ask the administrator of the account for the role {0}.', 'LTS ReadOnlyAccess');
  return message('Ask the administrator of the account for the role {0}.', 'FunctionGraph FullAccess');
}
