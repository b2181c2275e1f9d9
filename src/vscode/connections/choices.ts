import * as vscode from 'vscode';
import type { GUARDS } from '../../model/connection';
import type { CredentialKind } from '../../model/credentials';
import type { KeyWords } from '../../model/service';
import { profileOf } from '../../model/services';
import { formOf, keeping, type Answers } from '../../app/connections/answers';
import { checkRegion } from '../../app/connections/fields';
import { BACK, pickOne, type Answer, type Choice, type Heading } from './prompts';
import { say } from '../report';

/** Asks for the region, or for addresses of one's own. */
export async function askRegion(answers: Answers, heading: Heading): Promise<Answer<Partial<Answers>>> {
  const { regions, regionsAsOf, shortLabel } = profileOf(answers.service);
  const choice = (region: string): Choice<string> => ({ label: region, value: region });
  const custom: Choice<typeof CUSTOM> = {
    label: `$(gear) ${vscode.l10n.t('Custom Endpoints…')}`,
    description: vscode.l10n.t('another host, a proxy, a private region'),
    alwaysShow: true,
    value: CUSTOM,
  };
  const known = [...new Set([...(answers.region ? [answers.region] : []), ...regions])];
  const picked = await pickOne<string | typeof CUSTOM>(
    heading,
    vscode.l10n.t('Region of {0} (list of {1}; any other can be typed)', say(shortLabel), regionsAsOf),
    [...known.map(choice), custom],
    {
      active: answers.custom ? CUSTOM : answers.region,
      typed: (text) =>
        text === '' || known.includes(text) || checkRegion(text)
          ? undefined
          : { label: text, description: vscode.l10n.t('use this region'), alwaysShow: true, value: text },
    },
  );
  if (picked === undefined || picked === BACK) return picked;
  return picked === CUSTOM ? { custom: true } : { custom: false, region: picked };
}

const CUSTOM = Symbol('custom addresses');

/** Asks how to sign in; where a connection is edited, its secret may stay. */
export async function askCredential(answers: Answers, heading: Heading): Promise<Answer<Partial<Answers>>> {
  const { id, stored } = answers;
  const keep: Choice<CredentialKind | 'keep'>[] =
    id === undefined
      ? []
      : [
          {
            label:
              stored?.profile === undefined
                ? vscode.l10n.t('Keep the stored credentials')
                : vscode.l10n.t('Keep the profile “{0}”', stored.profile),
            description: vscode.l10n.t('they are sent to the endpoints entered here'),
            iconPath: new vscode.ThemeIcon('lock'),
            value: 'keep',
          },
        ];
  const { credentials, profiles = [], keyWords } = formOf(answers);
  const offered: readonly CredentialKind[] = [
    ...credentials,
    ...(profiles.length > 0 ? (['profile'] as const) : []),
  ];
  const kinds = offered.map((kind) => ({ ...describeCredential(kind, keyWords), value: kind }));
  const picked = await pickOne<CredentialKind | 'keep'>(
    heading,
    vscode.l10n.t('How FnDeck signs in'),
    [...keep, ...kinds],
    {
      active: keep.length > 0 ? 'keep' : answers.credential,
    },
  );
  if (picked === undefined || picked === BACK) return picked;
  return picked === 'keep' ? keeping(answers) : { keepSecret: false, credential: picked, hasProfile: false };
}

/** Asks whether writes through the connection are held back. */
export async function askGuard(answers: Answers, heading: Heading): Promise<Answer<Partial<Answers>>> {
  const choices: Choice<(typeof GUARDS)[number]>[] = [
    {
      label: vscode.l10n.t('Not marked'),
      description: vscode.l10n.t('FnDeck sends what you ask for'),
      iconPath: new vscode.ThemeIcon('cloud'),
      value: 'none',
    },
    {
      label: vscode.l10n.t('Production'),
      description: vscode.l10n.t('every save, deletion and invocation is confirmed by typing the name'),
      iconPath: new vscode.ThemeIcon('shield'),
      value: 'confirm',
    },
    {
      label: vscode.l10n.t('Read-only'),
      description: vscode.l10n.t('FnDeck saves, deletes and invokes nothing'),
      iconPath: new vscode.ThemeIcon('lock'),
      value: 'readOnly',
    },
  ];
  const placeholder = vscode.l10n.t('How careful FnDeck is with this connection');
  const picked = await pickOne(heading, placeholder, choices, { active: answers.guard ?? 'none' });
  return picked === undefined || picked === BACK ? picked : { guard: picked };
}

function describeCredential(kind: CredentialKind, words: KeyWords): vscode.QuickPickItem {
  const icon = new vscode.ThemeIcon(kind === 'password' ? 'account' : 'key');
  switch (kind) {
    case 'keys':
    case 'temporaryKeys': {
      const [label, parts] = words[kind];
      return { label: say(label), description: say(parts), iconPath: icon };
    }
    case 'password':
      return {
        label: vscode.l10n.t('IAM user and password'),
        description: vscode.l10n.t('the token is fetched and renewed'),
        iconPath: icon,
      };
    case 'profile':
      return {
        label: vscode.l10n.t('Profile…'),
        description: vscode.l10n.t('of a command line tool, or environment variables; read at each use'),
        iconPath: new vscode.ThemeIcon('file-symlink-file'),
      };
    case 'token':
      return {
        label: vscode.l10n.t('IAM token'),
        description: vscode.l10n.t('valid for a day at most'),
        iconPath: icon,
      };
  }
}
