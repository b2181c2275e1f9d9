import * as vscode from 'vscode';
import { lastToUndo, type ConfigHistory } from '../../../app/configs/history';
import type { PastWrite } from '../../../app/configs/historyFiles';
import { changes } from '../../../model/changes';
import { print } from '../../../model/configDocument';
import { refLabel, type FunctionRef } from '../../../model/functionRef';
import { printJson, type JsonObject } from '../../../model/json';
import { inSentences, type Message } from '../../../model/message';
import { profileOf } from '../../../model/services';
import { pickLine } from '../../window/quickInput';
import { moment, tell } from '../../window/notices';
import { documentName } from '../document/documentUri';
import { restoreConfig, type RestoreDeps } from './restore';
import { counted } from '../../window/counted';

/** Scheme of read-only documents with a config before or after a write. */
const SCHEME = 'fndeck-history';

/** The writes of configs from this machine, as a person reads and takes them back. */
export interface HistoryCommands extends vscode.Disposable {
  /** Lists the writes to one version, to a connection (by its id), or all; one can be compared and restored. */
  show(of: FunctionRef | vscode.Uri | string | undefined): Promise<void>;
  /** Takes the last write to a version's config back; gives whether that was sent. */
  undoLast(config: FunctionRef | vscode.Uri): Promise<boolean>;
}

/** The commands over a history. */
export function createHistoryCommands(
  deps: RestoreDeps & { readonly history: ConfigHistory },
): HistoryCommands {
  const { history, connections, report } = deps;
  const say = (said: Message): string => report.say(said);
  const profileFor = ({ connection }: FunctionRef) => {
    const found = connections.get(connection);
    return found && profileOf(found.service);
  };
  const printed = (ref: FunctionRef, document: JsonObject | null | undefined): string => {
    if (!document) return '';
    const profile = profileFor(ref);
    return profile ? print(profile, document) : `${printJson(document, 2)}\n`;
  };
  const documents = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: async ({ path }) => {
      const [id, side] = path.slice(1).split('/');
      const write = (await history.list()).writes.find((one) => one.id === id);
      if (!write) return vscode.l10n.t('This write is no longer in the history.');
      return printed(write.ref, side === 'before' ? write.before : afterOf(write));
    },
  });
  const side = ({ id, ref }: PastWrite, which: 'before' | 'after'): vscode.Uri =>
    vscode.Uri.from({ scheme: SCHEME, path: `/${id}/${which}/${ref.name}.json` });
  const compare = (write: PastWrite): Thenable<unknown> => {
    const title = vscode.l10n.t('{0}: before ↔ after {1}', refLabel(write.ref), moment(write.at));
    return vscode.commands.executeCommand('vscode.diff', side(write, 'before'), side(write, 'after'), title);
  };
  const line = (write: PastWrite) => {
    const { ref, who, operation, before, end } = write;
    const after = afterOf(write);
    const profile = profileFor(ref);
    const what =
      end?.error ??
      (profile && after && before !== undefined
        ? inSentences(changes(profile, before ?? undefined, after, say).map(say))
        : '');
    return {
      label: `${operation === 'put' ? vscode.l10n.t('Saved') : vscode.l10n.t('Deleted')} ${refLabel(ref)}`,
      description: [moment(write.at), endOf(write), who.connection, who.user ?? who.account, who.person]
        .filter(Boolean)
        .join(' · '),
      detail: what,
      write,
    };
  };
  const choose = async (write: PastWrite): Promise<void> => {
    const after = afterOf(write);
    const picked = await pickLine(
      [
        { label: vscode.l10n.t('Compare before and after'), run: () => compare(write) },
        ...(write.before === undefined
          ? []
          : [{ label: vscode.l10n.t('Restore What Was There Before…'), run: () => restore(write.before) }]),
        ...(after ? [{ label: vscode.l10n.t('Restore What Was Saved…'), run: () => restore(after) }] : []),
      ],
      { placeHolder: `${refLabel(write.ref)} · ${moment(write.at)}` },
    );
    await picked?.run();

    async function restore(config: JsonObject | null | undefined): Promise<void> {
      await restoreConfig(deps, { ref: write.ref, config: config ?? null });
    }
  };

  return {
    show: async (of) => {
      const one = typeof of === 'object' ? refOf(of) : undefined;
      const { writes, unreadable } = await history.list(one);
      const about = writes.filter(({ ref }) => typeof of !== 'string' || ref.connection === of);
      if (about.length === 0) {
        void tell(
          'information',
          vscode.l10n.t('FnDeck has saved or deleted nothing here from this machine.'),
        );
        return;
      }
      const placeHolder =
        unreadable === 0
          ? vscode.l10n.t('Writes from this machine, newest first')
          : vscode.l10n.t('Writes from this machine, newest first; {0} cannot be read', counted(unreadable));
      const picked = await pickLine(about.map(line), {
        placeHolder,
        matchOnDescription: true,
        matchOnDetail: true,
      });
      if (picked) await choose(picked.write);
    },
    undoLast: async (config) => {
      const ref = refOf(config);
      const last = lastToUndo((await history.list(ref)).writes);
      if (!last) {
        const text = vscode.l10n.t('There is no save of {0} from this machine to undo.', refLabel(ref));
        void tell('information', text);
        return false;
      }
      const { id, before, end } = last;
      const expected = end?.after === undefined ? {} : { expected: end.after };
      return restoreConfig(deps, { ref, config: before ?? null, undoes: id, ...expected });
    },
    dispose: () => void documents.dispose(),
  };
}

function refOf(config: FunctionRef | vscode.Uri): FunctionRef {
  return config instanceof vscode.Uri ? documentName(config).ref : config;
}

/** What the service held after a write; where that is not known, what it was sent. */
function afterOf({ end, wanted }: PastWrite): JsonObject | null | undefined {
  return end?.after === undefined ? wanted : end.after;
}

function endOf({ end, undoes }: PastWrite): string {
  switch (end?.result) {
    case undefined:
      return vscode.l10n.t('not known how it ended');
    case 'failed':
      return vscode.l10n.t('failed');
    case 'refused':
      return vscode.l10n.t('refused, nothing changed');
    case 'done':
      return undoes === undefined ? '' : vscode.l10n.t('took a write back');
  }
}
