import * as vscode from 'vscode';
import type { PayloadPreview } from '../../../app/invocations/plan';
import type { TargetPorts } from '../../../app/payloads/targets';
import type { Connection } from '../../../model/connection';
import type { FunctionRef } from '../../../model/functionRef';
import type { InvocationRecord } from '../../../model/invocation/record';
import { profileOf } from '../../../model/services';
import { tell } from '../../window/notices';
import type { PayloadBindings } from './bindings';
import { createPayloadPreviews } from './preview';

/** What can be done with payload files, besides sending them. */
export interface PayloadCommands {
  /** Shows what would be sent of a payload file. */
  preview(uri?: vscode.Uri): Promise<void>;
  /** Links a payload file with another function. */
  changeFunction(uri?: vscode.Uri): Promise<FunctionRef | undefined>;
  /** Keeps the payload of a document, or of a row of the journal, as a file of its function; gives the file. */
  savePayload(of?: unknown): Promise<vscode.Uri | undefined>;
  /** Begins a payload file for a function, with an event of one of its triggers; gives the file. */
  newPayload(ref?: FunctionRef): Promise<vscode.Uri | undefined>;
}

/** What the commands stand on. */
interface PayloadCommandDeps {
  readonly bindings: PayloadBindings;
  readonly connections: { get(id: string): Connection | undefined };
  readonly targets: Pick<TargetPorts, 'relink'>;
  preview(uri: vscode.Uri | undefined): Promise<PayloadPreview | undefined>;
  /** The document that is meant: the named one, the active one, or one that the person chooses. */
  document(uri: vscode.Uri | undefined): Promise<vscode.TextDocument | undefined>;
  /** The record of a row; undefined where it is none. */
  record(row: unknown): Promise<InvocationRecord | undefined>;
  /** Lets the person choose a function. */
  choose(title: string): Promise<FunctionRef | undefined>;
}

/** The commands; no preview is open. */
export function createPayloadCommands(deps: PayloadCommandDeps): PayloadCommands & vscode.Disposable {
  const { bindings } = deps;
  const previews = createPayloadPreviews();
  const whose = () => deps.choose(vscode.l10n.t('Which function is this payload for?'));

  const saveRecord = async (row: unknown): Promise<vscode.Uri | undefined> => {
    const record = await deps.record(row);
    if (!record) return undefined;
    const { savePayload, textOfRecord } = await import('./savePayload');
    const text = textOfRecord(record);
    if (text !== undefined) return savePayload({ ref: record.ref, text, name: '' }, bindings);
    void tell('error', vscode.l10n.t('The payload was too large to keep.'));
    return undefined;
  };

  return {
    preview: async (uri) => {
      const preview = await deps.preview(uri);
      if (preview) await previews.open(preview);
    },

    changeFunction: async (uri) => {
      const document = await deps.document(uri);
      const ref = document && (await whose());
      if (document && ref) await deps.targets.relink(document.uri.toString(), ref);
      return ref;
    },

    savePayload: async (of) => {
      if (of !== undefined && !(of instanceof vscode.Uri)) return saveRecord(of);
      const document = await deps.document(of);
      const ref = document && (bindings.get(document.uri) ?? (await whose()));
      if (!ref) return undefined;
      const { savePayload } = await import('./savePayload');
      const name = document.isUntitled ? '' : (document.uri.path.split('/').pop() ?? '');
      const plainName = name.replace(/(\.(payload|event))?\.jsonc?$/i, '');
      return savePayload({ ref, text: document.getText(), name: plainName }, bindings);
    },

    newPayload: async (given) => {
      const ref = given ?? (await whose());
      const connection = ref && deps.connections.get(ref.connection);
      if (!connection) return undefined;
      return (await import('./newPayload')).newPayload(ref, profileOf(connection.service), bindings);
    },

    dispose: () => {
      previews.dispose();
    },
  };
}
