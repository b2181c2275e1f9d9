import { message } from '../../model/message';
import { skewInWords, type Explanation, type Refused, type Rule } from '../call/refusal';
import { refusedProfile } from '../call/refusedProfile';

/** Beyond a quarter of an hour the gateway refuses a signature; some reserve for the way. */
const SKEW_MS = 10 * 60_000;

/** Refusals that are about who asks: clock, user, key, token, project. */
export const SIGN_IN_RULES: readonly Rule[] = [
  {
    applies: ({ status, skewMs = 0, connection: { credential } }) =>
      (status === 401 || status === 403) &&
      Math.abs(skewMs) > SKEW_MS &&
      (credential === 'keys' || credential === 'temporaryKeys'),
    explain: ({ skewMs = 0 }) => ({
      summary: skewInWords(skewMs),
      hint: message('Set the clock right and try again: signed requests are valid for 15 minutes.'),
    }),
  },
  {
    applies: (refused) => hasCode(refused, 'IAM.0061'),
    explain: () => ({
      summary: message('The account is locked.'),
      hint: message('Wait until it is unlocked before trying again; every further attempt prolongs it.'),
    }),
  },
  {
    applies: ({ call, status }) => call.operation === 'createToken' && status === 401,
    explain: ({ connection }) => ({
      summary: message('Signing in as {0} failed.', connection.user ?? ''),
      hint: message(
        'Check account name, user name and password of the connection; with login protection a new verification code is needed.',
      ),
    }),
  },
  {
    applies: ({ status, sentence }) => status === 401 && /reach the limit|locked/i.test(sentence),
    explain: () => ({
      summary: message('The access key is locked after several failed attempts.'),
      hint: message('Wait some minutes, then check the access key of the connection.'),
    }),
  },
  {
    applies: (refused) => isWrongProject(refused),
    explain: ({ tokenProject, call, connection }) =>
      tokenProject !== undefined && tokenProject !== call.project
        ? {
            summary: message(
              'The token is for project {0}, the request was for {1}.',
              tokenProject,
              call.project ?? '',
            ),
            hint: message('Correct the project ID of the connection.'),
          }
        : {
            summary: message(
              'The sign-in is not valid for project {0} in {1}.',
              call.project ?? '',
              connection.region,
            ),
            hint: message('Check the region and the project ID of the connection.'),
          },
  },
  { applies: (refused) => isRejectedIdentity(refused), explain: (refused) => rejectedIdentity(refused) },
];

/** Whether the service does not accept who we say we are: a new token may help. */
export function isRejectedIdentity({ status, sentence }: Pick<Refused, 'status' | 'sentence'>): boolean {
  return status === 401 || (status === 403 && /invalid token/i.test(sentence));
}

function rejectedIdentity({ connection, sentence, code }: Refused): Explanation {
  if (connection.profile !== undefined) return refusedProfile(connection.profile);
  switch (connection.credential) {
    case 'token':
      return {
        summary: message('The token has expired or is not valid in {0}.', connection.region),
        hint: message('Edit the connection and paste a new token.'),
      };
    case 'password':
      return {
        summary: message(
          'The service does not accept the token that was issued for {0}.',
          connection.user ?? '',
        ),
        hint: message('Check the region of the connection and the permissions of the user.'),
      };
    case 'temporaryKeys':
      return {
        summary: /expire/i.test(`${sentence} ${code}`)
          ? message('The temporary access key has expired.')
          : message('The temporary access key or its security token was not accepted.'),
        hint: message('Edit the connection and enter new temporary keys; they must belong together.'),
      };
    case 'keys':
    case 'profile':
      return {
        summary: message('The access key was not accepted.'),
        hint: message('Check access key ID, secret access key, region and project ID of the connection.'),
      };
  }
}

function isWrongProject({ status, code, sentence, call, tokenProject }: Refused): boolean {
  if (status !== 403 && status !== 401) return false;
  if (
    ['LTS.0011', 'LTS.0001'].includes(code) ||
    /namespace and token mismatch|invalid projectId/i.test(sentence)
  ) {
    return true;
  }
  return status === 403 && tokenProject !== undefined && tokenProject !== call.project;
}

/** Whether a refusal carries a code; the gateway writes `APIGW.` or `APIG.`. */
export function hasCode({ code }: Refused, wanted: string): boolean {
  return code === wanted || code === wanted.replace('APIGW.', 'APIG.');
}
