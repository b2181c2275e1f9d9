import * as vscode from 'vscode';
import type { LazyPart } from '../../app/lazyPart';
import type { FunctionSummary } from '../../cloud/functionSummary';
import { functionLabel, refLabel, type FunctionRef } from '../../model/functionRef';
import { profileOf } from '../../model/services';
import type { Connections } from '../connections/connections';
import type { ChooseTwo, Side } from '../invoke/compareVersions';
import type { Invoking } from '../invoke/invoking';
import type { SandboxControl } from '../sandbox/control';
import { withCancel } from '../window/progress';
import { pickLine } from '../window/quickInput';

/** What comparing needs of the other parts. */
export interface CompareHereDeps {
  readonly sandbox: LazyPart<SandboxControl>;
  readonly invoking: LazyPart<Invoking>;
  readonly connections: Pick<Connections, 'cloud' | 'get' | 'list' | 'isSandbox'>;
  /** The explorer's search over all functions and their versions. */
  readonly pick: (title: string, options: object) => Promise<FunctionRef | undefined>;
}

/**
 * Sends one payload to a function of the sandbox and to the deployed one of its name, once each, the sandbox's first, and
 * shows what came back side by side. Either may be given; what is not known is asked.
 */
export async function compareHere(
  deps: CompareHereDeps,
  given: FunctionRef | undefined,
  uri: vscode.Uri | undefined,
): ReturnType<Invoking['compareVersions']> {
  await (await deps.sandbox.get()).start();
  return (await deps.invoking.get()).compareVersions(given, uri, chooseHereAndThere(deps));
}

function chooseHereAndThere(deps: CompareHereDeps): ChooseTwo {
  return async (about) => {
    const there = deps.connections.isSandbox(about.connection) ? await chooseDeployed(about, deps) : about;
    const here = there && (await hereLike(there, about, deps));
    if (!there || !here) return undefined;
    const cloud = await deps.connections.cloud(there.connection);
    return [here, { ref: there, cloud, profile: profileOf(cloud.connection.service) }];
  };
}

async function chooseDeployed(
  about: FunctionRef,
  { pick, connections }: CompareHereDeps,
): Promise<FunctionRef | undefined> {
  if (connections.list().every(({ id }) => connections.isSandbox(id)))
    throw new Error(vscode.l10n.t('No deployed function is known: add the connection to its account first.'));
  const ref = await pick(
    vscode.l10n.t('Compare {0} with which deployed function?', functionLabel(about)),
    {},
  );
  if (ref && connections.isSandbox(ref.connection))
    throw new Error(vscode.l10n.t('{0} is in the sandbox, too. Choose a deployed function.', refLabel(ref)));
  return ref;
}

/**
 * The function of the sandbox for a deployed one, called as by its service: that of the group and name of `about`, else
 * the only one of that name, else one that the person chooses. Undefined where they left.
 */
async function hereLike(
  there: FunctionRef,
  about: FunctionRef,
  { connections }: CompareHereDeps,
): Promise<Side | undefined> {
  const service = connections.get(there.connection)?.service;
  const own = connections.list().find((one) => connections.isSandbox(one.id) && one.service === service);
  if (!own) return undefined;
  const cloud = await connections.cloud(own.id);
  const all = await withCancel(vscode.l10n.t('Reading the functions of the sandbox…'), async (signal) => {
    const found: FunctionSummary[] = [];
    for await (const page of cloud.listFunctions(signal)) found.push(...page);
    return found;
  });
  if (!all) return undefined;
  const named = all.filter(({ id }) => id.name === about.name);
  const chosen =
    named.find(({ id }) => id.group === about.group) ??
    (named.length === 1 ? named[0] : await chooseFunction(about, all));
  if (!chosen) return undefined;
  const profile = profileOf(own.service);
  const ref = { ...chosen.id, qualifier: profile.latest };
  return { ref, cloud, profile, seconds: chosen.timeoutSeconds };
}

async function chooseFunction(
  about: FunctionRef,
  all: readonly FunctionSummary[],
): Promise<FunctionSummary | undefined> {
  const items = all.map((one) => ({
    label: functionLabel(one.id),
    description: one.runtime ?? '',
    iconPath: new vscode.ThemeIcon('symbol-function'),
    one,
  }));
  const title = vscode.l10n.t('Compare {0} with which function of the sandbox?', functionLabel(about));
  return (await pickLine(items, { title }))?.one;
}
