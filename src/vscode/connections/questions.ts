import * as vscode from 'vscode';
import type { CredentialKind } from '../../model/credentials';
import { profileOf } from '../../model/services';
import type { Report } from '../report';
import { formOf, type Answers } from '../../app/connections/answers';
import { askProfileFor } from './profilePick';
import { askCredential, askGuard, askRegion } from './choices';
import { checkFilled, checkName, checkOrigin, checkOwner, checkRegion } from '../../app/connections/fields';
import { BACK, typeText, type Answer, type Step } from './prompts';

type TextField = Exclude<
  { [K in keyof Answers]-?: string extends NonNullable<Answers[K]> ? K : never }[keyof Answers],
  undefined
>;

/** The questions about a connection, in the order in which they are asked. */
export function questions(report: Report): readonly Step<Answers>[] {
  const text = (
    field: TextField,
    prompt: string | ((answers: Answers) => string),
    more: Omit<Parameters<typeof typeText>[1], 'prompt' | 'value'> = {},
    when?: (answers: Answers) => boolean,
  ): Step<Answers> => ({
    ...(when && { when }),
    ask: async (answers, place) =>
      named(
        field,
        await typeText(
          place,
          {
            prompt: typeof prompt === 'string' ? prompt : prompt(answers),
            value: answers[field],
            ...more,
          },
          report,
        ),
      ),
  });
  const optional = (check: typeof checkOrigin) => ({
    check: (typed: string) => (typed === '' ? undefined : check(typed)),
  });
  const secret = { check: checkFilled, password: true };
  const needs =
    (...kinds: readonly CredentialKind[]) =>
    ({ credential, keepSecret }: Answers): boolean =>
      credential !== undefined && kinds.includes(credential) && keepSecret !== true;
  const keyWord =
    (part: 'accessKeyId' | 'secretAccessKey' | 'securityToken') =>
    (answers: Answers): string =>
      report.say(formOf(answers).keyWords[part]);
  const custom = (answers: Answers): boolean => answers.custom === true;

  return [
    { ask: askRegion },
    text(
      'region',
      vscode.l10n.t('Region ID, as the service expects it in requests'),
      { check: checkRegion, placeholder: 'eu-de' },
      custom,
    ),
    text(
      'endpoint',
      vscode.l10n.t('Endpoint of the function service'),
      { check: checkOrigin, placeholder: 'https://functiongraph.example.com' },
      custom,
    ),
    text(
      'iamEndpoint',
      vscode.l10n.t('IAM endpoint; leave it empty for the provider’s own'),
      { ...optional(checkOrigin), placeholder: 'https://iam.example.com' },
      (answers) => custom(answers) && formOf(answers).iam,
    ),
    text(
      'logEndpoint',
      vscode.l10n.t('Endpoint of the log service; leave it empty for the provider’s own'),
      { ...optional(checkOrigin), placeholder: 'https://lts.example.com' },
      custom,
    ),
    { when: ({ fromProfile }) => fromProfile !== true, ask: askCredential },
    {
      when: ({ credential, hasProfile }) => credential === 'profile' && hasProfile !== true,
      ask: (answers, heading) => askProfileFor(answers, heading, report),
    },
    text(
      'domain',
      vscode.l10n.t('Account name (also called domain name)'),
      { check: checkFilled },
      ({ credential }) => credential === 'password',
    ),
    text(
      'user',
      vscode.l10n.t('IAM user name'),
      { check: checkFilled },
      ({ credential }) => credential === 'password',
    ),
    text('password', vscode.l10n.t('Password of the IAM user'), secret, needs('password')),
    text(
      'passcode',
      vscode.l10n.t(
        'Code of the multi-factor device, used once and not stored; leave it empty where none is needed',
      ),
      { placeholder: '123456' },
      needs('password'),
    ),
    text('accessKeyId', keyWord('accessKeyId'), { check: checkFilled }, needs('keys', 'temporaryKeys')),
    text('secretAccessKey', keyWord('secretAccessKey'), secret, needs('keys', 'temporaryKeys')),
    text('securityToken', keyWord('securityToken'), secret, needs('temporaryKeys')),
    text('token', vscode.l10n.t('IAM token (X-Subject-Token)'), secret, needs('token')),
    text(
      'projectId',
      vscode.l10n.t('Project ID; leave it empty to use the project of the region'),
      optional(checkOwner),
      (answers) => formOf(answers).owner.field === 'projectId',
    ),
    text(
      'accountId',
      vscode.l10n.t('Account ID'),
      { check: checkOwner },
      (answers) => formOf(answers).owner.field === 'accountId',
    ),
    {
      ask: async (answers, place) => {
        const { shortLabel } = profileOf(answers.service);
        const value = answers.name ?? `${report.say(shortLabel)} · ${answers.region ?? ''}`;
        const prompt = vscode.l10n.t('Name of the connection, as the tree shows it');
        return named('name', await typeText(place, { prompt, value, check: checkName }, report));
      },
    },
    { ask: askGuard },
  ];
}

function named(field: TextField, answer: Answer<string>): Answer<Partial<Answers>> {
  return answer === undefined || answer === BACK ? answer : { [field]: answer };
}
