import { knownFields } from '../../model/fields';
import { message } from '../../model/message';
import { permissionHint } from './permissions';
import { hasCode, type Refused, type Rule } from './refused';

/** Refusals that are about what is asked for, or about the state of the service. */
export const SERVICE_RULES: readonly Rule[] = [
  {
    applies: ({ status, sentence }) => status === 429 && /disabled/i.test(sentence),
    explain: () => ({
      summary: message('The function is disabled.'),
      hint: message('Enable it in the vendor’s console, then try again.'),
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
    explain: () => ({ summary: message('The service does not find what was asked for.') }),
  },
  {
    applies: ({ status, code, sentence }) => status === 403 && code === '' && sentence === '',
    explain: () => ({
      summary: message('Access was refused without a reason.'),
      hint: message('A proxy or a firewall may be in between; ask whoever runs your network.'),
    }),
  },
  {
    applies: ({ status }) => status === 403,
    explain: (refused) => ({
      summary: message('The service does not allow this.'),
      hint: permissionHint(refused.operation.name, refused.sentence),
    }),
  },
  {
    applies: (refused) => refused.status === 500 && sendsDoubtfulSwitch(refused),
    explain: ({ profile }) => {
      const { caution, key } = knownFields(profile).record;
      return {
        summary: message('The service failed to store the configuration.'),
        ...(caution && { hint: caution }),
        field: key,
      };
    },
  },
  {
    applies: ({ status, code }) => status === 413 || code === 'FSS.1201',
    explain: () => ({ summary: message('The request is larger than the service allows.') }),
  },
  {
    applies: ({ code }) => code === 'FSS.1202',
    explain: () => ({
      summary: message('The function’s answer lacks a status code.'),
      hint: message('A function behind an API gateway must return an object with statusCode and body.'),
    }),
  },
  {
    applies: ({ status, operation }) => status === 504 && operation.name === 'invoke',
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
      summary: message('The service has a problem of its own (HTTP {0}).', status),
      hint: message('Try again later.'),
    }),
  },
];

function sendsDoubtfulSwitch({ operation, profile }: Refused): boolean {
  const { record } = knownFields(profile);
  return operation.name === 'putAsyncConfig' && (operation.body ?? '').includes(`"${record.key}"`);
}
