import * as vscode from 'vscode';
import type { Journal } from '../../app/invocations/journal';
import { canBePayload } from '../../app/invocations/payloadFile';
import { placeOf } from '../../app/text/parseText';
import { readPayload, withoutMeaning, type Expanded } from '../../app/payloads/readPayload';
import { machineVariables, type VariableSource } from '../../app/payloads/variables';
import type { PlannedSide, VerifyPlan } from '../../app/verify/planning';
import { whereInWords } from '../../app/verify/planText';
import { suggestPayloads, type Suggestion } from '../../app/verify/suggestions';
import type { Side } from '../../app/verify/verification';
import { refLabel } from '../../model/functionRef';
import { dateAndTime, plain, sizeAbove } from '../../model/invocation/outputText';
import type { Report } from '../report';
import { pickLine } from '../window/quickInput';
import { tell } from '../window/notices';

/** A payload that a person has chosen for an event. */
interface ChosenPayload {
  readonly payload: string;
  /** Where variables stood in it. */
  readonly expanded?: Expanded | undefined;
  /** What a person calls it. */
  readonly label: string;
  /** URI of the document that it is from. */
  readonly source?: string;
}

/** Characters of a payload that a list shows. */
const PREVIEW = 60;

/**
 * Lets a person choose the payload of an event that is to end so: one that did before, a document, or one that they write
 * now. FnDeck makes none up. `none`: this side is left out; undefined: they left.
 */
export async function choosePayload(
  plan: VerifyPlan,
  planned: PlannedSide,
  journal: Journal,
  report: Report,
): Promise<ChosenPayload | 'none' | undefined> {
  const { ref, sides } = plan;
  const { side } = planned;
  const items = [
    ...(await suggestPayloads(journal, ref, side, variables())).map((one) => suggested(one, side)),
    ...openDocuments().map((document) => ({
      label: nameOf(document.uri),
      description: describe(document),
      iconPath: new vscode.ThemeIcon('json'),
      take: () => Promise.resolve(readDocument(plan, document, report)),
    })),
    {
      label: vscode.l10n.t('Choose a File…'),
      iconPath: new vscode.ThemeIcon('folder-opened'),
      take: () => chooseFile(plan, report),
    },
    {
      label: vscode.l10n.t('Write It in a New Document…'),
      iconPath: new vscode.ThemeIcon('new-file'),
      take: () => rewritePayload(plan, side, { payload: '' }, report),
    },
    ...(sides.length > 1
      ? [
          {
            label: vscode.l10n.t('Leave This Side Out'),
            iconPath: new vscode.ThemeIcon('circle-slash'),
            take: () => Promise.resolve('none' as const),
          },
        ]
      : []),
  ];
  const chosen = await pickLine(items, {
    title:
      side === 'success'
        ? vscode.l10n.t('Which payload does {0} succeed with?', refLabel(ref))
        : vscode.l10n.t('Which payload does {0} fail with?', refLabel(ref)),
    placeHolder: vscode.l10n.t(
      'One event, whose record goes to {0}',
      whereInWords(plan, planned, report.say),
    ),
    ignoreFocusOut: true,
  });
  if (!chosen) return undefined;
  const taken = await chosen.take();
  // What is wrong with it was told: another may do.
  return taken === 'broken' ? choosePayload(plan, planned, journal, report) : taken;
}

/** Opens a payload as a document of its own, and takes what it says once the person goes on. */
export async function rewritePayload(
  plan: VerifyPlan,
  side: Side,
  { payload, expanded }: Pick<ChosenPayload, 'payload' | 'expanded'>,
  report: Report,
): Promise<ChosenPayload | undefined> {
  const content = expanded?.kept ?? withoutMeaning(payload);
  const document = await vscode.workspace.openTextDocument({ language: 'json', content });
  const goOn = vscode.l10n.t('Continue');
  const text =
    side === 'success'
      ? vscode.l10n.t('Write the payload of the event that is to succeed, and continue.')
      : vscode.l10n.t('Write the payload of the event that is to fail, and continue.');
  for (;;) {
    await vscode.window.showTextDocument(document, { preview: false });
    if ((await tell('information', text, goOn)) !== goOn) return undefined;
    const read = readDocument(plan, document, report);
    if (read !== 'broken') return read;
  }
}

async function chooseFile(plan: VerifyPlan, report: Report): Promise<ChosenPayload | 'broken' | undefined> {
  const [uri] = (await vscode.window.showOpenDialog({ filters: { JSON: ['json', 'jsonc'] } })) ?? [];
  return uri && readDocument(plan, await vscode.workspace.openTextDocument(uri), report);
}

/** The JSON of a document; tells where it is none, or is too large for the service. */
function readDocument(
  { profile }: VerifyPlan,
  document: vscode.TextDocument,
  report: Report,
): ChosenPayload | 'broken' {
  const text = document.getText();
  const [read, label] = [readPayload(text, variables()), nameOf(document.uri)];
  if (read.kind === 'broken') {
    const { line, column } = placeOf(text, read.offset);
    const reason = report.say(read.reason);
    void tell(
      'error',
      vscode.l10n.t('{0}, line {1}, column {2}: {3}', label, String(line), String(column), reason),
    );
    return 'broken';
  }
  const [bytes, most] = [Buffer.byteLength(read.json), profile.payloadBytes.async];
  if (bytes <= most) {
    return { payload: read.json, expanded: read.expanded, label, source: document.uri.toString() };
  }
  const [is = '', limit = ''] = sizeAbove(most, bytes).map(report.say);
  void tell(
    'error',
    vscode.l10n.t(
      'The payload is {0}; the limit for asynchronous invocations is {1}. Nothing was sent.',
      is,
      limit,
    ),
  );
  return 'broken';
}

function variables(): VariableSource {
  return machineVariables(() => vscode.workspace.isTrusted);
}

function suggested({ record, payload, expanded }: Suggestion, side: Side) {
  const at = dateAndTime(record.startedAt);
  const { qualifier } = record.ref;
  const label = preview(expanded?.kept ?? payload);
  const description =
    side === 'success'
      ? vscode.l10n.t('succeeded {0}, {1}', at, qualifier)
      : vscode.l10n.t('failed {0}, {1}', at, qualifier);
  const chosen: ChosenPayload = { payload, expanded, label: vscode.l10n.t('the payload of {0}', at) };
  return {
    ...{ label, description },
    iconPath: new vscode.ThemeIcon('history'),
    take: (): Promise<ChosenPayload | 'broken' | 'none' | undefined> => Promise.resolve(chosen),
  };
}

/** The open documents that can be payloads: the one in front first. */
function openDocuments(): readonly vscode.TextDocument[] {
  const front = vscode.window.activeTextEditor?.document;
  const open = vscode.workspace.textDocuments.filter((one) => canBePayload(one) && one.getText() !== '');
  return [...open.filter((one) => one === front), ...open.filter((one) => one !== front)];
}

/** Where a document is, as far as its name does not tell it, and how its text begins. */
function describe(document: vscode.TextDocument): string {
  const path = vscode.workspace.asRelativePath(document.uri);
  return [...(path === nameOf(document.uri) ? [] : [path]), preview(document.getText())].join(' · ');
}

function preview(payload: string): string {
  return plain(payload.replace(/\s+/g, ' ')).slice(0, PREVIEW);
}

function nameOf({ path }: vscode.Uri): string {
  return path.split('/').pop() ?? path;
}
