import * as vscode from 'vscode';
import type { Bindings } from '../../app/invocations/bindings';
import { canBePayload } from '../../app/invocations/payloadFile';
import type { Plan } from '../../app/invocations/plan';
import { atSend } from '../../app/invocations/task';
import type { QualifierSummary } from '../../cloud/functionSummary';
import { functionLabel, refKey, type FunctionRef } from '../../model/functionRef';
import type { InvocationRecord, Mode } from '../../model/invocation/record';
import type { Connections } from '../connections/connections';
import { withCancel } from '../window/progress';
import { pickLine } from '../window/quickInput';
import { tell } from '../window/notices';

/** What comparing two versions needs of invoking. */
interface CompareVersionsDeps {
  readonly connections: Pick<Connections, 'cloud'>;
  readonly bindings: Bindings;
  /** Reads the payload and decides on the function, asking for what is not known. */
  readonly plan: (
    mode: Mode,
    ref: FunctionRef | undefined,
    uri: vscode.Uri | undefined,
  ) => Promise<Plan | undefined>;
  /** Sends both, one after the other, each once; undefined where the first was given up. */
  readonly sendBoth: (
    first: Plan,
    second: Plan,
  ) => Promise<readonly [InvocationRecord, InvocationRecord] | undefined>;
  readonly show: (first: InvocationRecord, second: InvocationRecord) => Promise<void>;
}

/**
 * Sends one payload to two versions of a function, one request each, and shows what came back side by side. The second
 * gets the very same text, what stands for variables included. What the file is linked with stays.
 */
export async function compareVersions(
  deps: CompareVersionsDeps,
  given: FunctionRef | undefined,
  uri: vscode.Uri | undefined,
): Promise<readonly [InvocationRecord, InvocationRecord] | undefined> {
  const { bindings } = deps;
  const active = vscode.window.activeTextEditor?.document;
  const document = uri ?? active?.uri;
  const linked = document && bindings.get(document);
  // Where a function was named, but no file, the active editor's may be about anything.
  const isMeant = given === undefined && active !== undefined && canBePayload(active);
  const plan = await deps.plan('sync', given, uri ?? (isMeant ? active.uri : undefined));
  if (linked && plan?.task.source === document.toString()) await bindings.set(document, linked);
  if (!plan) return undefined;
  if (plan.mode !== 'sync') {
    void tell(
      'information',
      vscode.l10n.t('Versions are compared by synchronous calls only. Nothing was sent.'),
    );
    return undefined;
  }
  const pair = await chooseTwo(plan.task.ref, deps);
  if (!pair) return undefined;
  const task = atSend(plan.task);
  const { expanded } = task;
  const fixed = expanded ? { ...task, expanded: { ...expanded, again: () => expanded } } : task;
  const records = await deps.sendBoth(
    { ...plan, task: { ...fixed, ref: pair[0] } },
    { ...plan, task: { ...fixed, ref: pair[1] } },
  );
  if (records) await deps.show(...records);
  return records;
}

/** Lets a person choose two versions or aliases, that which is meant first; undefined where they left. */
async function chooseTwo(
  about: FunctionRef,
  { connections }: CompareVersionsDeps,
): Promise<readonly [FunctionRef, FunctionRef] | undefined> {
  const label = functionLabel(about);
  const all = await withCancel(vscode.l10n.t('Reading the versions of {0}…', label), async (signal) => {
    const cloud = await connections.cloud(about.connection);
    const found: QualifierSummary[] = [];
    for await (const page of cloud.listQualifiers(about, signal)) found.push(...page);
    return found;
  });
  if (!all) return undefined;
  if (all.length < 2) {
    void tell(
      'information',
      vscode.l10n.t('{0} has one version only: there is nothing to compare it with.', label),
    );
    return undefined;
  }
  const meant = (row: QualifierSummary) => Number(refKey(row.ref) === refKey(about));
  const first = await chooseOne(
    vscode.l10n.t('Compare which version of {0}?', label),
    [...all].sort((a, b) => meant(b) - meant(a)),
  );
  const others = all.filter(({ ref }) => first && refKey(ref) !== refKey(first));
  const second = first && (await chooseOne(vscode.l10n.t('With which version of {0}?', label), others));
  return first && second && [first, second];
}

async function chooseOne(title: string, all: readonly QualifierSummary[]): Promise<FunctionRef | undefined> {
  const items = all.map(({ ref, kind, target, description = '' }) => ({
    label: ref.qualifier.replace(/^!/, ''),
    description: [target === undefined ? '' : `→ ${target}`, description].filter(Boolean).join(' · '),
    iconPath: new vscode.ThemeIcon(kind === 'alias' ? 'bookmark' : 'versions'),
    ref,
  }));
  return (await pickLine(items, { title }))?.ref;
}
