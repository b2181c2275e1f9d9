import * as vscode from 'vscode';
import { refLabel, type FunctionRef } from '../../model/functionRef';
import type { InvocationRecord, Mode } from '../../model/invocation/record';
import { profileOf } from '../../model/services';
import type { Connections } from '../connections/connections';
import type { Bindings } from './bindings';
import type { PayloadDocuments } from './payloadDocument';
import type { Task } from '../../app/invocations/task';
import type { TimeLimits } from './timeLimit';
import { tell } from '../window';

/** An invocation that was decided on. */
export interface Plan {
  readonly task: Task;
  readonly mode: Mode;
  /** The function's own time limit, where known. */
  readonly seconds: number | undefined;
}

/** Decides what is sent where, asking the person for what is not known. Undefined: nothing is to be sent. */
export interface Planner {
  /** For a payload document; what is given is not asked for. */
  plan(wanted: Mode, given: FunctionRef | undefined, uri: vscode.Uri | undefined): Promise<Plan | undefined>;
  /** For the same once more; asks nothing. */
  planAgain(record: InvocationRecord): Promise<Plan | undefined>;
  /** Lets the person choose a function. */
  chooseFunction(title: string): Promise<FunctionRef | undefined>;
}

/** What planning needs; `pick` is the explorer's search over all functions and their versions. */
export interface PlannerDeps {
  readonly connections: Connections;
  readonly documents: PayloadDocuments;
  readonly bindings: Bindings;
  readonly timeLimits: TimeLimits;
  readonly pick: (
    title: string,
    options: { readonly recent?: readonly FunctionRef[] },
  ) => Promise<FunctionRef | undefined>;
}

/** Makes the planner. */
export function createPlanner({ connections, documents, bindings, timeLimits, pick }: PlannerDeps): Planner {
  const isThere = ({ connection }: FunctionRef) => connections.get(connection) !== undefined;
  const chooseFunction = (title: string) => pick(title, { recent: bindings.recent().filter(isThere) });

  const linkedWith = (document: vscode.TextDocument) => {
    const linked = bindings.get(document.uri);
    return linked && isThere(linked) ? linked : undefined;
  };

  return {
    chooseFunction,

    plan: async (wanted, given, uri) => {
      const document = await documents.choose(uri, given);
      if (!document) return undefined;
      const ref =
        given ?? linkedWith(document) ?? (await chooseFunction(vscode.l10n.t('Invoke which function?')));
      if (!ref) return undefined;
      const cloud = await connections.cloud(ref.connection);
      const profile = profileOf(cloud.connection.service);
      const payload = await documents.read(document, profile, wanted);
      if (payload === undefined) return undefined;
      await bindings.set(document.uri, ref);
      await bindings.used(ref);
      const task: Task = { ref, cloud, profile, payload, source: document.uri.toString() };
      if (wanted === 'async') return { task, mode: 'async', seconds: undefined };
      const seconds = await timeLimits.of(cloud, ref);
      const mode = await timeLimits.modeFor(profile, ref, seconds);
      if (mode === 'async' && (await documents.read(document, profile, 'async')) === undefined)
        return undefined;
      return mode && { task, mode, seconds };
    },

    planAgain: async ({ ref, mode, payload, source }) => {
      if (payload === undefined) {
        const text = vscode.l10n.t(
          'The payload was too large to keep. Invoke {0} from the payload file.',
          refLabel(ref),
        );
        void tell('error', text);
        return undefined;
      }
      const cloud = await connections.cloud(ref.connection);
      const profile = profileOf(cloud.connection.service);
      const task: Task = { ref, cloud, profile, payload, ...(source !== undefined && { source }) };
      return { task, mode, seconds: mode === 'sync' ? await timeLimits.of(cloud, ref) : undefined };
    },
  };
}
