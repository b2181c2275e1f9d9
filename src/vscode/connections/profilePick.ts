import * as vscode from 'vscode';
import { choosing, type Answers } from '../../app/connections/answers';
import { checkProfile } from '../../app/connections/fields';
import type { FoundProfile, ProfileContent, ProfileProblem } from '../../app/profiles/profile';
import type { ServiceProfile } from '../../model/service';
import { profileOf, SERVICES } from '../../model/services';
import type { Report } from '../report';
import { tell } from '../window/notices';
import { BACK, pickOne, type Answer, type Choice, type Heading } from './prompts';

/** The services that a profile is good for. */
export function servicesOf(reference = ''): readonly ServiceProfile[] {
  return SERVICES.filter((service) => !checkProfile(reference, service));
}

/** Looks for profiles, shows them, and begins a connection with one: what it proposes is shown and can be changed. */
export async function askProfile(
  answers: Answers,
  heading: Heading,
  report: Report,
): Promise<Answer<Partial<Answers>>> {
  const picked = await pickProfile(SERVICES, heading, report);
  if (picked === undefined || picked === BACK) return picked;
  const { proposed } = picked.content;
  const [service] = servicesOf(picked.reference);
  const custom = proposed.endpoint !== undefined || proposed.iamEndpoint !== undefined;
  return {
    ...choosing(picked.reference, proposed, answers),
    ...(service && { service: service.id }),
    custom,
  };
}

/** The same for a connection whose service and addresses are entered already. */
export async function askProfileFor(
  answers: Answers,
  heading: Heading,
  report: Report,
): Promise<Answer<Partial<Answers>>> {
  const picked = await pickProfile([profileOf(answers.service)], heading, report);
  if (picked === undefined || picked === BACK) return picked;
  const { projectId, accountId } = picked.content.proposed;
  const owner = {
    ...(projectId !== undefined && { projectId }),
    ...(accountId !== undefined && { accountId }),
  };
  return choosing(picked.reference, owner, answers);
}

interface Picked {
  readonly reference: string;
  readonly content: ProfileContent;
}

/** Shows what there is, also what cannot be used; choosing one of those says why, and asks again. */
async function pickProfile(
  services: readonly ServiceProfile[],
  heading: Heading,
  report: Report,
): Promise<Answer<Picked>> {
  const { findProfiles, placesOf, thisMachine, toolOf } = await import('../../app/profiles/profiles');
  const machine = thisMachine();
  for (;;) {
    const all = await findProfiles(machine);
    const found = all.filter(
      ({ reference }) => reference === undefined || services.some((one) => !checkProfile(reference, one)),
    );
    if (!found.some(({ reference }) => reference !== undefined)) {
      void tellNone(found, placesOf(machine), report);
      return BACK;
    }
    // What can be used comes first; the sort keeps the order otherwise.
    const sorted = found.toSorted((a, b) => Number('summary' in a.outcome) - Number('summary' in b.outcome));
    const choices = sorted.map((profile) => {
      const { place, outcome } = profile;
      const said = 'summary' in outcome ? report.say(outcome.summary) : place;
      return choiceOf(profile, toolOf(profile.reference ?? ''), said.replaceAll(machine.home, '~'));
    });
    const picked = await pickOne(heading, vscode.l10n.t('Profile; only its name is stored'), choices);
    if (picked === undefined || picked === BACK) return picked;
    const { reference, outcome } = picked;
    if (reference !== undefined && !('summary' in outcome)) return { reference, content: outcome };
    if ('summary' in outcome) void tellProblem(outcome, report);
  }
}

/** @param said why a profile cannot be used, or where it is */
function choiceOf(profile: FoundProfile, tool: string | undefined, said: string): Choice<FoundProfile> {
  const { name, outcome } = profile;
  return {
    label: name,
    description: profile.reference?.startsWith('environment:')
      ? vscode.l10n.t('environment variables')
      : (tool ?? ''),
    detail: said,
    iconPath: new vscode.ThemeIcon('summary' in outcome ? 'warning' : 'account'),
    value: profile,
  };
}

async function tellProblem({ summary, hint, path, line }: ProfileProblem, report: Report): Promise<void> {
  const open = vscode.l10n.t('Open File');
  const text = `${report.say(summary)} ${report.say(hint)}`;
  const answer = await tell('warning', text, ...(path === undefined ? [] : [open]));
  if (answer !== open || path === undefined) return;
  const at = new vscode.Position(Math.max(0, (line ?? 1) - 1), 0);
  await vscode.window.showTextDocument(vscode.Uri.file(path), { selection: new vscode.Range(at, at) });
}

/** Where files are broken that would have profiles, that is said; else where FnDeck has looked. */
async function tellNone(
  broken: readonly FoundProfile[],
  places: readonly string[],
  report: Report,
): Promise<void> {
  const [first] = broken.flatMap(({ outcome }) => ('summary' in outcome ? [outcome] : []));
  if (first) return tellProblem(first, report);
  const where = [...new Set(places)].join(', ');
  await tell(
    'information',
    vscode.l10n.t(
      'There are no profiles here. FnDeck looked at {0} and at the environment variables.',
      where,
    ),
  );
}
