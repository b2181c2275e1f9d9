import type { Connection } from '../../model/connection';
import type { KeptSecret } from './connectionSecrets';
import type { Message } from '../../model/message';
import { readConnection } from './entries';
import { formOf, type Answers } from './answers';

/** What a finished dialogue amounts to; without a secret the stored one stays. */
export interface Assembled {
  readonly connection: Connection;
  readonly secret: KeptSecret | undefined;
}

/** Puts the answers together. Answers to questions that no longer apply are left out. */
export function assemble(answers: Answers, id: string): Assembled | Message {
  const { service, name, region, credential, domain, user, guard } = answers;
  const { owner } = formOf(answers);
  const given = {
    id,
    name,
    service,
    region,
    credential,
    ...(guard && { guard }),
    [owner.field]: answers[owner.field],
    ...(credential === 'password' && { domain, user }),
    ...(credential === 'profile' && { profile: answers.profile }),
    ...(answers.custom === true && {
      endpoint: answers.endpoint,
      iamEndpoint: answers.iamEndpoint,
      logEndpoint: answers.logEndpoint,
    }),
  };
  const read = readConnection(given);
  if ('reason' in read) return read.reason;
  return {
    connection: read.connection,
    secret: answers.keepSecret ? undefined : secretOf(answers),
  };
}

function secretOf(answers: Answers): KeptSecret | undefined {
  const {
    accessKeyId = '',
    secretAccessKey = '',
    securityToken = '',
    token = '',
    password = '',
    passcode,
  } = answers;
  if (answers.credential === undefined) return undefined;
  switch (answers.credential) {
    case 'keys':
      return { kind: 'keys', accessKeyId, secretAccessKey };
    case 'temporaryKeys':
      return { kind: 'temporaryKeys', accessKeyId, secretAccessKey, securityToken };
    case 'password':
      return { kind: 'password', password, ...(passcode && { passcode }) };
    case 'token':
      return { kind: 'token', token };
    case 'profile':
      return { kind: 'profile' };
  }
}
