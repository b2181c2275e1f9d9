import * as vscode from 'vscode';
import type { Bindings } from '../../app/invocations/bindings';
import { canBePayload } from '../../app/invocations/payloadFile';
import type { Plan } from '../../app/invocations/plan';
import { atSend, type Ended, type Task } from '../../app/invocations/task';
import type { QualifierSummary } from '../../cloud/functionSummary';
import { functionLabel, refKey, type FunctionRef } from '../../model/functionRef';
import type { InvocationRecord, Mode } from '../../model/invocation/record';
import type { Connections } from '../connections/connections';
import { withCancel } from '../window/progress';
import { pickLine } from '../window/quickInput';
import { tell } from '../window/notices';

/** One of two that get the same payload; what is not given is as the payload's own plan has it. */
export type Side = Pick<Task, 'ref'> & Partial<Pick<Task, 'cloud' | 'profile'> & Pick<Plan, 'seconds'>>;

/** Decides which two get the payload of a function; undefined where the person left. */
export type ChooseTwo = (about: FunctionRef) => Promise<readonly [Side, Side] | undefined>;

/** As a command asks for it; what is given is as for `compareVersions`. */
export type CompareVersions = (
  ref?: FunctionRef,
  uri?: vscode.Uri,
  choose?: ChooseTwo,
) => ReturnType<typeof compareVersions>;

/** What comparing two versions needs of invoking. */
interface CompareVersionsDeps {
  readonly connections: Pick<Connections, 'cloud' | 'guard'>;
  readonly bindings: Bindings;
  /** Reads the payload and decides on the function, asking for what is not known. */
  readonly plan: (
    mode: Mode,
    ref: FunctionRef | undefined,
    uri: vscode.Uri | undefined,
  ) => Promise<Plan | undefined>;
  /** Sends what was decided on and confirmed. */
  readonly send: (plan: Plan) => Promise<Ended>;
  readonly show: (first: InvocationRecord, second: InvocationRecord) => Promise<void>;
}

/**
 * Sends one payload to two versions of a function (or to two that `choose` gives), one request each, and shows what came
 * back side by side. The second gets the very same text, what stands for variables included. What the file is linked with
 * stays.
 */
export async function compareVersions(
  deps: CompareVersionsDeps,
  given: FunctionRef | undefined,
  uri: vscode.Uri | undefined,
  choose: ChooseTwo = (about) => chooseTwo(about, deps),
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
  const pair = await choose(plan.task.ref);
  if (!pair) return undefined;
  const task = atSend(plan.task);
  const { expanded } = task;
  const fixed = expanded ? { ...task, expanded: { ...expanded, again: () => expanded } } : task;
  const planOf = ({ seconds = plan.seconds, ...side }: Side): Plan => {
    return { ...plan, seconds, task: { ...fixed, ...side } };
  };
  const records = await sendBoth(planOf(pair[0]), planOf(pair[1]), deps);
  if (records) await deps.show(...records);
  return records;
}

/**
 * Sends both, one after the other, each once, after one question where the connection of the second is marked; undefined
 * where the first was given up. The first is on the same connection, or on one that nobody marks: the sandbox's.
 */
async function sendBoth(
  first: Plan,
  second: Plan,
  { connections, send }: CompareVersionsDeps,
): Promise<readonly [InvocationRecord, InvocationRecord] | undefined> {
  const { ref } = second.task;
  const { connection } = ref;
  const many = first.task.ref.connection === connection ? { writes: 2 } : { ref };
  return connections.guard.action({ connection, operation: 'invoke', ...many }, async () => {
    const { record } = await send(first);
    if (record.outcome.kind === 'cancelled') return undefined;
    return [record, (await send(second)).record] as const;
  });
}

/** Lets a person choose two versions or aliases, that which is meant first; undefined where they left. */
async function chooseTwo(
  about: FunctionRef,
  { connections }: CompareVersionsDeps,
): Promise<readonly [Side, Side] | undefined> {
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
  return first && second && [{ ref: first }, { ref: second }];
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
