import { destinationsOf } from '../../model/fields';
import { message } from '../../model/message';
import { pathOf } from '../call/apiCall';
import { neededByDestinations, policyText } from '../call/policy';
import { skewInWords, type RefusalTable, type Refused, type Rule } from '../call/refusal';
import { refusedProfile } from '../call/refusedProfile';
import { actionOf, ownerOf, POLICY_VERSION } from './permissions';

/** Farther apart than this, a signature is refused for its date. */
const TOLERANCE_MS = 15 * 60_000;

/** Refusals that more is known about (error code pages of both versions; their own sentences). */
const RULES: readonly Rule[] = [
  {
    applies: ({ status, code, skewMs = 0 }) =>
      (status === 403 || /Time/.test(code)) && Math.abs(skewMs) > TOLERANCE_MS,
    explain: ({ skewMs = 0 }) => ({
      summary: skewInWords(skewMs),
      hint: message('Set the clock; signed requests are accepted within 15 minutes.'),
    }),
  },
  {
    applies: ({ code, connection }) =>
      connection.profile !== undefined &&
      /SecurityToken|^InvalidAccessKeyI[dD]|^Signature(DoesNot|Not)Match/i.test(code),
    explain: ({ connection }) => refusedProfile(connection.profile ?? ''),
  },
  {
    applies: ({ code, sentence }) =>
      /SecurityToken/i.test(code) || /security ?token.*(expired|invalid)/i.test(sentence),
    explain: () => ({
      summary: message('The temporary access key has expired, or its security token does not belong to it.'),
      hint: message('Edit the connection and enter new temporary keys; they must belong together.'),
    }),
  },
  {
    applies: ({ code }) => /^InvalidAccessKeyI[dD]/.test(code),
    explain: () => ({
      summary: message('The access key was not accepted.'),
      hint: message('Check the access key ID of the connection: it may be mistyped, disabled or deleted.'),
    }),
  },
  {
    applies: ({ code }) => /^SignatureNotMatch|^SignatureDoesNotMatch|^IncompleteSignature/.test(code),
    explain: () => ({
      summary: message('The signature was not accepted.'),
      hint: message('Check the access key secret of the connection.'),
    }),
  },
  {
    applies: ({ status, sentence }) =>
      status === 403 && /account/i.test(sentence) && !/authorized/i.test(sentence),
    explain: ({ connection }) => ({
      summary: message('The access key does not belong to account {0}.', connection.accountId ?? ''),
      hint: message('Correct the account ID of the connection.'),
    }),
  },
  {
    // A put is refused, too, where the function itself may not send to its destinations (pages of destinations).
    applies: (refused) =>
      refused.status === 403 &&
      /\brole\b/i.test(refused.sentence) &&
      neededByDestinations(refused).length > 0,
    explain: (refused) => ({
      summary: message('The function’s role does not allow this.'),
      hint: message('Ask the administrator of the account to allow it to the role of the function.'),
      policy: policyText(POLICY_VERSION, neededByDestinations(refused)),
    }),
  },
  {
    applies: ({ status }) => status === 403,
    explain: (refused) => {
      const action = missingAction(refused.call.operation, refused.sentence);
      return {
        summary: message('The service does not allow this.'),
        forbidden: true,
        hint: message('Ask the administrator of the account for the permission {0}.', action),
        policy: policyText(POLICY_VERSION, [{ actions: [action], resources: [resourceOf(refused, action)] }]),
      };
    },
  },
  {
    applies: ({ code }) => code === 'ServiceNotFound',
    explain: ({ connection }) => ({
      summary: message('The service of the function does not exist in {0}.', connection.region),
      hint: message('It may have been deleted or renamed: refresh the list.'),
    }),
  },
  {
    applies: ({ code }) => code === 'FunctionNotFound',
    explain: ({ connection }) => ({
      summary: message('The function does not exist in {0}.', connection.region),
      hint: message('It may have been deleted or renamed: refresh the list.'),
    }),
  },
  {
    applies: ({ code }) => code === 'AliasNotFound' || code === 'VersionNotFound',
    explain: () => ({
      summary: message('The function has no such version or alias.'),
      hint: message('It may have been deleted: refresh the list.'),
    }),
  },
  {
    applies: ({ code }) => code === 'InvalidDestinationResources',
    explain: ({ profile }) => ({
      summary: message('The service does not accept a destination of the configuration.'),
      field: destinationsOf(profile).key,
    }),
  },
  {
    applies: ({ status, code }) => status === 413 || code === 'EntityTooLarge',
    explain: () => ({ summary: message('The request is larger than the service allows.') }),
  },
  {
    applies: ({ status, code }) => status === 429 || /Throttl/.test(code),
    explain: () => ({
      summary: message('The service limits the number of requests.'),
      hint: message('Wait a moment and try again.'),
    }),
  },
  {
    applies: ({ status }) => status === 404,
    explain: () => ({ summary: message('Not found (HTTP 404).') }),
  },
  {
    applies: ({ status }) => status >= 500,
    explain: ({ status }) => ({
      summary: message('The service reported an internal error (HTTP {0}).', status),
      hint: message('Try again later.'),
    }),
  },
];

/** What is known about refusals of Function Compute, its gateway and the log service. */
export const REFUSALS: RefusalTable = {
  code: /^[A-Z][A-Za-z]{2,49}(?:\.[A-Z][A-Za-z]{1,49})*$/,
  rules: RULES,
  // nothing can be renewed
  rejected: () => false,
  tooLarge: ['EntityTooLarge'],
  passing: /Throttling|ConcurrentUpdateError/,
};

/** The RAM action that is missing: the one that the service names, else the call's own. */
function missingAction(operation: string, sentence: string): string {
  return /\b(?:fc|log|ram|mns):[A-Za-z]+\b/.exec(sentence)?.[0] ?? actionOf(operation);
}

/**
 * What the missing action is about: the function in the path of the call, in the form of the pages of the calls, else
 * all of the account in the region; anything for another product, whose forms are its own.
 */
function resourceOf({ call, connection }: Refused, action: string): string {
  if (!action.startsWith('fc:')) return '*';
  const owner = ownerOf(connection);
  const [, named] = /^\/[^/]+\/((?:services\/[^/]+\/)?functions\/[^/]+)(?:\/|$)/.exec(pathOf(call)) ?? [];
  if (named === undefined) return `${owner}:*`;
  return `${owner}:${named}${action === 'fc:ListFunctionAsyncInvokeConfigs' ? '/async-invoke-configs/*' : ''}`;
}
