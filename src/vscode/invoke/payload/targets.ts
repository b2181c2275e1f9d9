import * as vscode from 'vscode';
import type { TargetPorts } from '../../../app/payloads/targets';
import { refLabel, type FunctionRef } from '../../../model/functionRef';
import type { Message } from '../../../model/message';
import type { Connections } from '../../connections/connections';
import type { Report } from '../../report';
import { pickLine } from '../../window/quickInput';
import { ask, tell } from '../../window/notices';
import type { PayloadBindings } from './bindings';
import type { FiledPayloads } from './filedPayloads';

/** What asking a person about the functions of payload files takes. */
interface TargetDeps {
  readonly connections: Connections;
  readonly bindings: PayloadBindings;
  readonly report: Report;
  /** Lets the person choose among all functions. */
  readonly choose: (title: string) => Promise<FunctionRef | undefined>;
}

/** Asks, in VS Code, where a payload file is to go. */
export function createTargetPorts({ connections, bindings, report, choose }: TargetDeps): TargetPorts {
  return {
    connections,
    own: (source) => bindings.own(source),

    filed: async (source) => {
      if (!bindings.isFiled(source)) return undefined;
      const target = await (await bindings.filed()).target(vscode.Uri.parse(source, true));
      if (target?.kind !== 'broken') return target;
      void tellBroken(target, report);
      return 'broken';
    },

    relink: async (source, ref) => {
      const uri = vscode.Uri.parse(source, true);
      if (!bindings.isFiled(source)) return bindings.set(uri, ref);
      await (await bindings.filed()).link(uri, ref);
      await bindings.set(uri, ref);
    },

    chooseAmong: async (refs) => {
      const items = refs.map((ref) => ({
        label: connections.get(ref.connection)?.name ?? ref.connection,
        description: refLabel(ref),
        ref,
      }));
      const title = vscode.l10n.t('Which connection is this payload for?');
      return (await pickLine(items, { title, ignoreFocusOut: true }))?.ref;
    },

    chooseAnother: async (source: string, why: Message) => {
      const name = vscode.Uri.parse(source, true).path.split('/').slice(-2).join('/');
      const other = vscode.l10n.t('Choose Another Function…');
      const chosen = await ask(vscode.l10n.t('{0} was not sent.', name), report.say(why), other);
      return chosen === other ? choose(vscode.l10n.t('Which function is this payload for?')) : undefined;
    },
  };
}

/** Says where a file of links is broken, and goes there if the person wants. */
async function tellBroken(
  { file, syntax }: Extract<Awaited<ReturnType<FiledPayloads['target']>>, { kind: 'broken' }>,
  report: Report,
): Promise<void> {
  const name = vscode.workspace.asRelativePath(file);
  const { line, column, reason } = syntax;
  const text = vscode.l10n.t(
    '{0}, line {1}, column {2}: {3} Nothing was sent.',
    name,
    String(line),
    String(column),
    report.say(reason),
  );
  const show = vscode.l10n.t('Go to');
  if ((await tell('error', text, show)) !== show) return;
  const at = new vscode.Position(line - 1, column - 1);
  await vscode.window.showTextDocument(file, { selection: new vscode.Range(at, at) });
}
