import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { refOf } from '../../app/catalog/handedOver';
import { CLOCK } from '../../app/clock';
import { HISTORY } from '../../app/configs/folders';
import type { Task } from '../../app/invocations/task';
import type { LazyPart } from '../../app/lazyPart';
import { openPrivateFolder } from '../../app/privateFolder';
import { planVerification, type VerifyPlan } from '../../app/verify/planning';
import { planInWords, type NamedShot } from '../../app/verify/planText';
import { SIDES, type Side, type Verification } from '../../app/verify/verification';
import { isStale, openVerifications } from '../../app/verify/verifications';
import { verifyDestinations } from '../../app/verify/verifying';
import { isProven, sidesInWords, verificationInWords } from '../../app/verify/words';
import { SCHEME } from '../../model/documentPath';
import { refKey, refLabel, type FunctionRef } from '../../model/functionRef';
import type { JsonObject } from '../../model/json';
import { activeConfig } from '../configEditor/commands/choice';
import { documentName, documentUri } from '../configEditor/document/documentUri';
import type { Connections } from '../connections/connections';
import type { Watching } from '../events/watching';
import type { Invoking } from '../invoke/invoking';
import type { Report } from '../report';
import { withCancel } from '../window/progress';
import { ask, tell } from '../window/notices';
import { choosePayload, rewritePayload } from './payloads';
import { createVerificationDocuments } from './documents';
import { counted } from '../window/counted';

/** Verifying where configs send the records of events. Commands hand over what VS Code gave them. */
export interface Verify extends vscode.Disposable {
  /**
   * Fires an event for each destination of a config, once the person has chosen payloads and seen what is sent where.
   * Gives what was found out, undefined where nothing was sent.
   */
  verify(given?: unknown): Promise<Verification | undefined>;
  /** Opens what was last verified of a version. */
  show(given?: unknown): Promise<void>;
  /** The last verification of a version in a line; undefined where there is none. */
  mark(ref: FunctionRef, held: JsonObject | undefined): string | undefined;
  readonly onDidChangeMarks: vscode.Event<FunctionRef | undefined>;
}

/** The parts that verifying stands on. */
export interface VerifyDeps {
  readonly context: Pick<vscode.ExtensionContext, 'globalStorageUri'>;
  readonly connections: Connections;
  readonly report: Report;
  readonly watching: LazyPart<Watching>;
  readonly invoking: LazyPart<Invoking>;
  /** Lets a person choose a version; undefined when they left. */
  readonly pick: (title: string, options: object) => Promise<FunctionRef | undefined>;
}

/** Composes the parts, with what was verified before. */
export async function createVerify(deps: VerifyDeps): Promise<Verify> {
  const { context, connections, report } = deps;
  const folder = vscode.Uri.joinPath(context.globalStorageUri, HISTORY).fsPath;
  const verifications = openVerifications(openPrivateFolder(folder));
  const changed = new vscode.EventEmitter<FunctionRef | undefined>();
  const listening = verifications.onDidChange((ref) => changed.fire(ref));
  const documents = createVerificationDocuments(verifications, connections, report);
  const underWay = new Set<string>();
  // A mark less is no reason to do without the command.
  await verifications.load().catch((error: unknown) => report.log.warn(`verifications: ${String(error)}`));

  const versionOf = async (given: unknown, title: string): Promise<FunctionRef | undefined> => {
    const uri = given instanceof vscode.Uri ? given : given === undefined ? activeConfig() : undefined;
    if (uri?.scheme === SCHEME) return documentName(uri).ref;
    return refOf(given) ?? deps.pick(title, {});
  };
  const read = (ref: FunctionRef): Thenable<VerifyPlan | undefined> =>
    withCancel(vscode.l10n.t('Reading the configuration of {0}…', refLabel(ref)), (signal) =>
      planVerification(ref, connections, signal),
    );
  const fire = async (plan: VerifyPlan, shots: readonly NamedShot[]): Promise<Verification | undefined> => {
    const { events, logs } = await deps.watching.get();
    const invoking = await deps.invoking.get();
    const ports = {
      ...{ connections, verifications, events, logs, clock: CLOCK },
      describe: (error: unknown) => report.describe(error),
      send: (task: Task) => invoking.queue(task),
      readFile: (path: string) => readFile(path, 'utf8'),
    };
    const title = vscode.l10n.t('Verifying the destinations of {0}…', refLabel(plan.ref));
    return withCancel(title, (signal, line) => {
      const told = new Map<Side, string>();
      return verifyDestinations(
        ...([plan, shots, ports] as const),
        (side, what) => {
          told.set(side, report.say(what));
          line(SIDES.flatMap((one) => nameOf(one, told.get(one)) ?? []).join(' · '));
        },
        signal,
      );
    });
  };
  const run = async (about: FunctionRef): Promise<Verification | undefined> => {
    connections.guard.refuseReadOnly({ connection: about.connection, operation: 'invokeAsync' });
    const plan = await read(about);
    if (!plan) return undefined;
    if (plan.sides.length === 0) {
      const text = vscode.l10n.t(
        'The configuration of {0} has no destination to verify.',
        refLabel(plan.ref),
      );
      void tell('information', text);
      return undefined;
    }
    const { journal } = await deps.invoking.get();
    const chosen: NamedShot[] = [];
    for (const side of plan.sides) {
      const payload = await choosePayload(plan, side, journal, report);
      if (!payload) return undefined;
      if (payload !== 'none') chosen.push({ ...side, ...payload });
    }
    const shots = chosen.length > 0 ? await agreedOn(plan, chosen) : undefined;
    return shots && fire(plan, shots);
  };

  /** Shows what will be sent where; the person may change payloads first. Undefined: they left. */
  const agreedOn = async (
    plan: VerifyPlan,
    chosen: readonly NamedShot[],
  ): Promise<readonly NamedShot[] | undefined> => {
    const send =
      chosen.length === 1
        ? vscode.l10n.t('Send 1 Event')
        : vscode.l10n.t('Send {0} Events', counted(chosen.length));
    const edit = vscode.l10n.t('Edit Payloads…');
    for (let shots = chosen; ;) {
      const isSandbox = connections.isSandbox(plan.ref.connection);
      const lines = planInWords(plan, shots, isSandbox, (said) => report.say(said));
      const unsaved = isUnsaved(plan)
        ? [
            '',
            vscode.l10n.t(
              'The open configuration has changes that are not saved: what the service holds is verified.',
            ),
          ]
        : [];
      const question = vscode.l10n.t('Verify the destinations of {0}?', refLabel(plan.ref));
      const answer = await ask(question, [...lines, ...unsaved].join('\n'), send, edit);
      if (answer === send) return shots;
      if (answer !== edit) return undefined;
      const edited: NamedShot[] = [];
      for (const shot of shots) {
        const payload = await rewritePayload(plan, shot.side, shot, report);
        if (!payload) return undefined;
        edited.push({ ...shot, ...payload });
      }
      shots = edited;
    }
  };
  const isUnsaved = ({ ref, profile }: VerifyPlan): boolean => {
    const uri = documentUri(ref, profile.id).toString();
    return vscode.workspace.textDocuments.some((one) => one.isDirty && one.uri.toString() === uri);
  };
  const tellEnd = async (found: Verification): Promise<void> => {
    const text = vscode.l10n.t(
      'Destinations of {0} · {1}',
      refLabel(found.ref),
      sidesInWords(found, (said) => report.say(said)),
    );
    const show = vscode.l10n.t('Show');
    if ((await tell(isProven(found) ? 'information' : 'warning', text, show)) === show)
      await documents.open(found);
  };

  return {
    verify: async (given) => {
      const ref = await versionOf(given, vscode.l10n.t('Verify the destinations of which function?'));
      if (!ref) return undefined;
      const key = refKey(ref);
      if (underWay.has(key)) {
        void tell('information', vscode.l10n.t('The destinations of {0} are being verified.', refLabel(ref)));
        return undefined;
      }
      underWay.add(key);
      changed.fire(ref);
      try {
        const found = await run(ref);
        if (found) void tellEnd(found);
        return found;
      } finally {
        underWay.delete(key);
        changed.fire(ref);
      }
    },
    show: async (given) => {
      const ref = await versionOf(given, vscode.l10n.t('Show the verification of which function?'));
      const [newest] = ref ? await verifications.list(ref) : [];
      if (newest) return documents.open(newest);
      if (!ref) return;
      const text = vscode.l10n.t(
        'The destinations of {0} were not verified from this machine.',
        refLabel(ref),
      );
      void tell('information', text);
    },
    mark: (ref, held) => {
      if (underWay.has(refKey(ref))) return vscode.l10n.t('destinations are being verified…');
      const newest = verifications.newest(ref);
      return newest && verificationInWords(newest, isStale(newest, held), (said) => report.say(said));
    },
    onDidChangeMarks: changed.event,
    dispose: () => {
      vscode.Disposable.from(documents, changed).dispose();
      listening.dispose();
    },
  };
}

function nameOf(side: Side, what: string | undefined): string | undefined {
  if (what === undefined) return undefined;
  return side === 'success' ? vscode.l10n.t('Success: {0}', what) : vscode.l10n.t('Failure: {0}', what);
}
