import * as vscode from 'vscode';
import { asRos, asServerlessYaml } from '../../app/code/alibabaCode';
import { asTerraform } from '../../app/code/terraform';
import { refLabel } from '../../model/functionRef';
import { showStatus, tell } from '../window/notices';
import { copyOf, nothingHeld } from './fileCommands';
import { subjectOf, type FileDeps } from './subject';
import { say } from '../report';
import { inSentences } from '../../model/message';

/** A language in which a config can be written. */
export type CodeLanguage = 'terraform' | 'serverless' | 'ros';

const WRITERS = { terraform: asTerraform, serverless: asServerlessYaml, ros: asRos } as const;

/** What the languages are called, the same in every tongue. */
const NAMES = { terraform: 'Terraform', serverless: 's.yaml (Serverless Devs)', ros: 'ROS' } as const;

/** Puts what a service holds on the clipboard in another language, and tells what that cannot say. Gives the text. */
export async function copyAsCode(
  deps: FileDeps,
  language: CodeLanguage,
  given: unknown,
): Promise<string | undefined> {
  const name = NAMES[language];
  const subject = await subjectOf(
    deps,
    given,
    vscode.l10n.t('Copy the configuration of which function as {0}?', name),
  );
  const connection = subject && deps.connections.get(subject.ref.connection);
  if (!connection) return undefined;
  const { ref, profile } = subject;
  const held = (await copyOf(deps, ref)).config?.document;
  if (!held) throw nothingHeld(ref);
  const cloud = await deps.connections.cloud(ref.connection);
  const urn = await cloud.urnOf(ref, new AbortController().signal);
  const copied = WRITERS[language]({ profile, ref, region: connection.region, urn }, held, deps.report.say);
  if (!copied)
    throw new Error(vscode.l10n.t('{0} has no form for configurations of {1}.', name, say(profile.label)));
  await vscode.env.clipboard.writeText(copied.text);
  if (copied.losses.length === 0) {
    showStatus(vscode.l10n.t('Copied the configuration of {0} as {1}', refLabel(ref), name), 4000);
    return copied.text;
  }
  const losses = inSentences(copied.losses.map((loss) => deps.report.say(loss)));
  void tell(
    'warning',
    vscode.l10n.t('Copied as {0}. Its comments say what is not the same: {1}', name, losses),
  );
  return copied.text;
}
