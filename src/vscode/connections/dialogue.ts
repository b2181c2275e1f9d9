import * as vscode from 'vscode';
import type { Connection } from '../../model/connection';
import type { ServiceProfile } from '../../model/service';
import { SERVICES } from '../../model/services';
import { say, type Report } from '../report';
import { assemble, type Assembled } from '../../app/connections/assemble';
import { freshId } from '../../app/connections/fields';
import { BACK, interview, pickOne, type Answer, type Choice, type Heading, type Step } from './prompts';
import type { Answers } from '../../app/connections/answers';
import { askProfile, servicesOf } from './profilePick';
import { questions } from './questions';

/** Asks for a new connection; undefined when the person left or chose the sandbox instead. */
export async function askNewConnection(
  taken: readonly string[],
  report: Report,
  startSandbox: () => unknown,
): Promise<Assembled | undefined> {
  const first: readonly Step<Answers>[] = [
    { ask: (_, heading) => askSource(heading, startSandbox) },
    {
      when: ({ fromProfile, hasProfile }) => fromProfile === true && hasProfile !== true,
      ask: (answers, heading) => askProfile(answers, heading, report),
    },
    {
      when: ({ fromProfile, profile }) => fromProfile === true && servicesOf(profile).length > 1,
      ask: ({ profile }, heading) => askService(servicesOf(profile), heading),
    },
  ];
  const title = vscode.l10n.t('Add Connection');
  const start: Answers = { service: 'functiongraph-huawei' };
  const answers = await interview(title, [...first, ...questions(report)], start);
  return answers && checked(answers, freshId(answers.name ?? '', taken), report);
}

/** Asks for the changes to a connection; undefined when the person left. */
export async function askChanges(connection: Connection, report: Report): Promise<Assembled | undefined> {
  const custom = [connection.endpoint, connection.iamEndpoint, connection.logEndpoint].some(
    (url) => url !== undefined,
  );
  const title = vscode.l10n.t('Edit “{0}”', connection.name);
  const start = { ...connection, custom, stored: connection };
  const answers = await interview<Answers>(title, questions(report), start);
  return answers && checked(answers, connection.id, report);
}

/** The answers have been checked one by one; what still does not fit together is said, not lost. */
function checked(answers: Answers, id: string, report: Report): Assembled {
  const assembled = assemble(answers, id);
  if ('text' in assembled) throw new Error(report.say(assembled));
  return assembled;
}

type Source = Partial<Answers> | 'sandbox';

async function askSource(heading: Heading, startSandbox: () => unknown): Promise<Answer<Partial<Answers>>> {
  const choices: Choice<Source>[] = [
    ...SERVICES.map(choiceOf),
    {
      label: vscode.l10n.t('Use a Profile…'),
      description: vscode.l10n.t('of a command line tool, or environment variables; read at each use'),
      iconPath: new vscode.ThemeIcon('file-symlink-file'),
      value: { fromProfile: true, hasProfile: false },
    },
    {
      label: vscode.l10n.t('Sandbox'),
      description: vscode.l10n.t('runs on this machine, nothing to configure'),
      iconPath: new vscode.ThemeIcon('beaker'),
      value: 'sandbox',
    },
  ];
  const picked = await pickOne(heading, vscode.l10n.t('Where the functions are'), choices);
  if (picked === undefined || picked === BACK) return picked;
  if (picked !== 'sandbox') return picked;
  startSandbox();
  return undefined;
}

/** Which of the vendor's services, where the profile is good for several. */
function askService(
  services: readonly ServiceProfile[],
  heading: Heading,
): Promise<Answer<Partial<Answers>>> {
  const choices = services.map((service) => ({ ...choiceOf(service), value: { service: service.id } }));
  return pickOne<Partial<Answers>>(heading, vscode.l10n.t('Where the functions are'), choices);
}

function choiceOf({ id, label }: ServiceProfile): Choice<Partial<Answers>> {
  return {
    label: say(label),
    iconPath: new vscode.ThemeIcon('cloud'),
    value: { service: id, fromProfile: false },
  };
}
