import { CloudError } from '../../cloud/errors';
import type { Ability } from '../../cloud/permissions';
import type { Connection } from '../../model/connection';
import { duration } from '../../model/duration';
import { refLabel } from '../../model/functionRef';
import { inSentences, listed, message, type Message, type Say } from '../../model/message';
import { profileOf } from '../../model/services';
import type { ConnectionFact, ConnectionTestState, PermissionRow } from '../../webview/connection/protocol';
import type { Problem } from '../../webview/protocol';
import { MOST_REQUESTS, type Check, type Outcome, type TestState } from './connectionTest';

/** How a test is put into words. */
interface Language {
  readonly say: Say;
  readonly describe: (error: unknown) => Problem;
  /** Unix milliseconds as a person reads them. */
  readonly moment: (ms: number) => string;
}

/** Clocks that are further apart than this are worth a word; signatures fail from 15 minutes on. */
const CLOCK_TOLERANCE_MS = 60_000;
const SIGNATURE_TOLERANCE_MS = 15 * 60_000;

const ABILITIES: Readonly<Record<Ability, Message>> = {
  listFunctions: message('List functions'),
  listVersions: message('List versions and aliases'),
  readFunction: message('Read the settings of functions'),
  readConfig: message('Read async configurations'),
  writeConfig: message('Write async configurations'),
  invoke: message('Invoke functions and queue events'),
  readLogs: message('Read logs'),
  listEvents: message('List events'),
  stopEvents: message('Stop events'),
  readTestEvents: message('Read cloud test events'),
  writeTestEvents: message('Write cloud test events'),
};

/** Whether the service was reached and listed its functions. */
export function hasPassed({ phase, failure, checks }: TestState): boolean {
  const list = checks.find(({ permission }) => permission.ability === 'listFunctions');
  return phase === 'over' && failure === undefined && list?.outcome.kind === 'allowed';
}

/** A test of a connection as its page shows it. */
export function testInWords(
  connection: Connection,
  test: TestState,
  language: Language,
): Omit<ConnectionTestState, 'isStale' | 'canEdit'> {
  const { say, moment, describe } = language;
  const profile = profileOf(connection.service);
  const tested = say(message('tested on {0}', moment(test.at)));
  return {
    title: say(message('Test of “{0}”', connection.name)),
    context: [say(profile.label), connection.region, tested].join(' · '),
    phase: test.phase,
    ...(test.failure !== undefined && { problem: describe(test.failure) }),
    facts: factsOf(connection, test, say),
    rows: test.checks.map((check) => rowOf(check, language)),
    mostRequests: MOST_REQUESTS,
  };
}

function factsOf(configured: Connection, test: TestState, say: Say): readonly ConnectionFact[] {
  // With what a profile says now, where it has one.
  const connection = test.cloud?.connection ?? configured;
  const { cloud, identity, answeredMs, clockSkewMs, example, failure } = test;
  const facts: ConnectionFact[] = [];
  const add = (label: Message, text: string, sign?: ConnectionFact['sign']): void => {
    if (text !== '') facts.push({ label: say(label), text, ...(sign && { sign }) });
  };
  const address = identity?.endpoint ?? cloud?.endpoint ?? connection.endpoint ?? '';
  const isAnswered = answeredMs !== undefined;
  add(
    message('Endpoint'),
    isAnswered ? say(message('{0}, answered in {1} ms', address, Math.round(answeredMs))) : address,
    isAnswered && failure === undefined ? 'success' : undefined,
  );
  add(message('Signed in as'), who(connection, test, say), signOfSignIn(test));
  const { project = connection.projectId, projectName, account = connection.accountId } = identity ?? {};
  if (profileOf(connection.service).account.owner.field === 'projectId') {
    add(message('Project'), project === undefined ? '' : named(project, projectName, say));
  } else add(message('Account'), account ?? '');
  if (clockSkewMs !== undefined) add(message('Clock'), ...clock(clockSkewMs, connection, say));
  add(message('Reads were tried on'), example ? refLabel(example) : '');
  const failed = failure instanceof CloudError ? failure.facts.requestId : undefined;
  add(message('Request ID'), identity?.requestId ?? failed ?? '');
  return facts;
}

function signOfSignIn({ identity, failure, answeredMs }: TestState): ConnectionFact['sign'] {
  if (failure === undefined && (identity || answeredMs !== undefined)) return 'success';
  const status = failure instanceof CloudError ? failure.facts.status : undefined;
  return status === 401 || status === 403 ? 'error' : undefined;
}

function who({ user, domain, profile }: Connection, { cloud, identity }: TestState, say: Say): string {
  const known = identity?.user ?? user;
  const account = identity?.account ?? domain;
  const key = cloud?.accessKey;
  const parts: readonly (Message | undefined)[] = [
    known === undefined ? undefined : message('user {0}', known),
    account === undefined ? undefined : message('account {0}', account),
    key === undefined ? undefined : message('access key {0}', key),
    profile === undefined ? undefined : message('profile “{0}”', profile),
  ];
  return listed(
    parts.flatMap((part) => (part ? say(part) : [])),
    say,
  );
}

function named(id: string, name: string | undefined, say: Say): string {
  return name === undefined ? id : say(message('{0} ({1})', id, name));
}

/** What a difference of clocks means for this connection. */
function clock(
  skewMs: number,
  { credential }: Connection,
  say: Say,
): [string, NonNullable<ConnectionFact['sign']>] {
  const apart = Math.abs(skewMs);
  if (apart < CLOCK_TOLERANCE_MS) return [say(message('in sync with the service')), 'success'];
  const by = duration(Math.round(apart / 1000));
  const difference =
    skewMs > 0
      ? message('This computer’s clock is {0} ahead of the service’s.', by)
      : message('This computer’s clock is {0} behind the service’s.', by);
  if (credential === 'token' || credential === 'password') {
    const meaning = message('A token does not depend on it.');
    return [inSentences([say(difference), say(meaning)]), 'warning'];
  }
  const meaning =
    apart > SIGNATURE_TOLERANCE_MS
      ? message('Signed requests are refused from 15 minutes on: set the clock right.')
      : message('Signed requests are refused from 15 minutes on.');
  return [inSentences([say(difference), say(meaning)]), apart > SIGNATURE_TOLERANCE_MS ? 'error' : 'warning'];
}

function rowOf({ permission, outcome }: Check, language: Language): PermissionRow {
  const { ability, actions, role, policy } = permission;
  const { state, text } = told(outcome, ability, language);
  const { say } = language;
  const needs = role === undefined ? actions : [say(message('role {0}', role))];
  return {
    ...{ key: ability, what: say(ABILITIES[ability]), state, text, needs },
    hasPolicy:
      policyOf({ permission, outcome }) !== undefined && (policy !== undefined || role === undefined),
  };
}

/** The policy that allows what a check is about: the one that the refusal asks for, else the ability's own. */
export function policyOf({ permission, outcome }: Check): string | undefined {
  return (outcome.kind === 'refused' ? outcome.error.facts.policy : undefined) ?? permission.policy;
}

function told(
  outcome: Outcome,
  ability: Ability,
  { say, describe, moment }: Language,
): Pick<PermissionRow, 'state' | 'text'> {
  const described = (error: unknown): string => {
    const { text, hint } = describe(error);
    return inSentences(hint === undefined ? [text] : [text, hint]);
  };
  switch (outcome.kind) {
    case 'waiting':
      return { state: 'waiting', text: say(message('Waits')) };
    case 'asking':
      return { state: 'asking', text: say(message('Asking…')) };
    case 'allowed':
      return { state: 'allowed', text: say(message('Allowed')) };
    case 'refused':
      return {
        state: 'refused',
        text: inSentences([say(message('Not allowed.')), described(outcome.error)]),
      };
    case 'failed':
    case 'notKept':
      return { state: 'unknown', text: inSentences([say(message('Not known.')), described(outcome.error)]) };
    case 'noFunction':
      return { state: 'untried', text: say(message('Not tried: there is no function to ask about.')) };
    case 'untried':
      return { state: 'untried', text: say(message('Not tried: the test ended before.')) };
    case 'wouldChange': {
      if (outcome.earlier?.allowed === true) {
        const text = message(
          'Allowed when it was last used, on {0}; not tried again.',
          moment(outcome.earlier.at),
        );
        return { state: 'allowed', text: say(text) };
      }
      if (outcome.earlier) {
        const text = message(
          'Refused when it was last used, on {0}; not tried again.',
          moment(outcome.earlier.at),
        );
        return { state: 'refused', text: say(text) };
      }
      return {
        state: 'untried',
        text: say(
          ability === 'invoke'
            ? message('Not tried: a function would run.')
            : message('Not tried: it would change something.'),
        ),
      };
    }
  }
}
