import { knownFields } from '../../model/fields';
import { message, type Message } from '../../model/message';
import { present } from '../call/fields';
import { neededByDestinations, policyText } from '../call/policy';
import type { Explanation, Refused, RefusalTable, Rule } from '../call/refusal';
import { actionOf, POLICY_VERSION, roleOf } from './permissions';
import { hasCode, isRejectedIdentity, SIGN_IN_RULES } from './signInRules';

/** Refusals that are about what is asked for, or about the state of the service. */
const SERVICE_RULES: readonly Rule[] = [
  {
    applies: ({ status, sentence }) => status === 429 && /disabled/i.test(sentence),
    explain: () => ({
      summary: message('The function is disabled.'),
      hint: message('Enable it in the provider’s console, then try again.'),
    }),
  },
  {
    applies: ({ status }) => status === 429,
    explain: () => ({
      summary: message('The service limits the number of requests.'),
      hint: message('Wait a moment and try again.'),
    }),
  },
  {
    applies: (refused) => hasCode(refused, 'FSS.1051'),
    explain: ({ connection }) => ({
      summary: message('The function does not exist in {0}.', connection.region),
      hint: message('It may have been deleted or renamed: refresh the list.'),
    }),
  },
  {
    applies: (refused) => hasCode(refused, 'FSS.1052') || hasCode(refused, 'FSS.1053'),
    explain: () => ({
      summary: message('The function has no such version or alias.'),
      hint: message('It may have been deleted: refresh the list.'),
    }),
  },
  {
    applies: (refused) => hasCode(refused, 'FSS.1068'),
    explain: ({ profile }) => ({
      summary: message(
        'The function has {0} test events already: the service keeps no more.',
        profile.testEvents?.perFunction ?? 0,
      ),
      hint: message('Delete one, or save over one.'),
    }),
  },
  {
    applies: (refused) => hasCode(refused, 'FSS.1069'),
    explain: ({ profile }) => ({
      summary: message(
        'The test event is larger than the service keeps ({0} KB).',
        (profile.testEvents?.contentBytes ?? 0) / 1024,
      ),
      hint: message('It may count the Base64 text that is sent, which is a third longer than the JSON.'),
    }),
  },
  {
    applies: (refused) => hasCode(refused, 'FSS.1073'),
    explain: () => ({
      summary: message('The function has a test event of this name already.'),
      hint: message('Choose another name, or save over it.'),
    }),
  },
  {
    applies: (refused) => hasCode(refused, 'FSS.1074'),
    explain: () => ({ summary: message('The service does not take this name or content of a test event.') }),
  },
  {
    applies: (refused) => hasCode(refused, 'APIGW.0101'),
    explain: ({ connection }) => ({
      summary: message('The endpoint does not offer this call.'),
      hint: message(
        'Check the endpoint of the connection, and whether the service exists in {0}.',
        connection.region,
      ),
    }),
  },
  {
    applies: ({ status }) => status === 404,
    explain: () => ({ summary: message('Not found (HTTP 404).') }),
  },
  {
    applies: ({ status, code, sentence }) => status === 403 && code === '' && sentence === '',
    explain: () => ({
      summary: message('Access was refused without a reason.'),
      hint: message('A proxy or a firewall may be in between; ask whoever runs your network.'),
    }),
  },
  {
    applies: (refused) => hasCode(refused, 'FSS.1121') || hasCode(refused, 'FSS.1122'),
    explain: (refused) => {
      const needed = neededByDestinations(refused);
      return present({
        summary: message('The function’s agency does not allow this.'),
        hint: message('Ask the administrator of the account to allow it to the agency of the function.'),
        policy: needed.length > 0 ? policyText(POLICY_VERSION, needed) : undefined,
      });
    },
  },
  {
    applies: ({ status }) => status === 403,
    explain: ({ call, sentence }) => {
      const action = actionFor(call.operation, sentence);
      return present({
        summary: message('The service does not allow this.'),
        forbidden: true as const,
        hint: permissionHint(call.operation, action),
        policy: action === undefined ? undefined : policyText(POLICY_VERSION, [{ actions: [action] }]),
      });
    },
  },
  {
    applies: (refused) => refused.status === 500 && doubtfulSwitch(refused) !== undefined,
    explain: (refused) => ({
      summary: message('The service failed to store the configuration.'),
      ...doubtfulSwitch(refused),
    }),
  },
  {
    applies: ({ status, code }) => status === 413 || code === 'FSS.1201',
    explain: () => ({ summary: message('The request is larger than the service allows.') }),
  },
  {
    applies: ({ code }) => code === 'FSS.1202',
    explain: () => ({
      summary: message('The function’s response lacks a status code.'),
      hint: message('A function behind an API gateway must return an object with statusCode and body.'),
    }),
  },
  {
    applies: ({ status, call }) => status === 504 && call.operation === 'invoke',
    explain: ({ profile }) => ({
      summary: message('The gateway stopped waiting; the function may still be running.'),
      hint: message(
        'Synchronous calls end after about {0} seconds. Use “Queue Event with Payload” for longer ones.',
        profile.gatewaySeconds ?? 90,
      ),
    }),
  },
  {
    applies: ({ status }) => status >= 500,
    explain: ({ status }) => ({
      summary: message('The service reported an internal error (HTTP {0}).', status),
      hint: message('Try again later.'),
    }),
  },
];

/** The switch in a config to be stored that the service is known to choke on, and what is said of it. */
function doubtfulSwitch({ call, profile }: Refused): Pick<Explanation, 'hint' | 'field'> | undefined {
  if (call.operation !== 'putAsyncConfig') return undefined;
  const { record } = knownFields(profile);
  if (!call.body?.includes(`"${record.key}"`)) return undefined;
  return present({ hint: record.caution, field: record.key });
}

/** What is known about refusals of FunctionGraph, its gateway, IAM and LTS (error code pages of each). */
export const REFUSALS: RefusalTable = {
  code: /^[A-Za-z]{2,12}\.\d{3,9}$/,
  rules: [...SIGN_IN_RULES, ...SERVICE_RULES],
  rejected: isRejectedIdentity,
  tooLarge: [],
  passing: /^$/,
};

/** The action that a call lacks: the one that the service names, else the documented one. */
function actionFor(operation: string, sentence: string): string | undefined {
  return (
    /\b(?:functiongraph|lts|iam|obs|smn|dis):[a-z*]+:[a-z]+\b/i.exec(sentence)?.[0] ?? actionOf(operation)
  );
}

/** Says which permission to ask for: the action where it is known, else the role that has all. */
function permissionHint(operation: string, action: string | undefined): Message {
  if (action !== undefined)
    return message('Ask the administrator of the account for the permission {0}.', action);
  return message('Ask the administrator of the account for the role {0}.', roleOf(operation));
}
