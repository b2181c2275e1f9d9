import * as vscode from 'vscode';
import type { Catalog } from '../../app/catalog/catalog';
import type { QualifierNode } from '../../app/catalog/nodes';
import { fileStateInWords } from '../../app/code/fileState';
import type { ServiceProfile } from '../../model/service';
import { profileOf } from '../../model/services';
import { codeFormsOf } from '../../model/services/codeForms';
import type { FileMarks } from '../code/openCode';
import type { Connections } from '../connections/connections';
import { say, type Report } from '../report';
import type { VerifyMarks } from '../verify/openVerify';
import { configLine, configState, spokenConfig } from './configLine';
import { colorOf, consoleMark, onClick, plain } from './item';
import { qualifierTooltip } from './tooltips';
import { listed } from '../../model/message';

/** What the item of a version or an alias is made from. */
interface QualifierItemDeps {
  readonly connections: Pick<Connections, 'isSandbox'>;
  readonly catalog: Catalog;
  readonly report: Report;
  /** How configs stand beside their files. */
  readonly files: Pick<FileMarks, 'mark'>;
  /** What was verified of configs. */
  readonly verified: Pick<VerifyMarks, 'mark'>;
}

/** How a version or an alias looks and sounds: its config in a line, and how that stands beside its file, and what was verified. */
export function lookOfQualifier(
  node: QualifierNode,
  { connections, catalog, report, files, verified }: QualifierItemDeps,
): vscode.TreeItem {
  const { qualifier, connection, configurable } = node;
  const profile = profileOf(connection.service);
  const state = configState(qualifier.ref, catalog);
  const target = qualifier.target === undefined ? [] : [`→ ${qualifier.target}`];
  const config = configurable
    ? configLine(state, profile, report)
    : vscode.l10n.t('uses the configuration of its version');
  const spoken = configurable ? spokenConfig(state, profile, report) : config;
  const held = state.kind === 'configured' ? state.config.document : undefined;
  const known = state.kind === 'configured' || state.kind === 'none';
  const file = configurable && known ? files.mark(qualifier.ref, connection.service, held) : undefined;
  const inFile = file === undefined ? [] : [report.say(fileStateInWords(file.state))];
  const found = configurable && known ? verified.mark(qualifier.ref, held) : undefined;
  const inRecord = found === undefined ? [] : [found];
  const mark = !configurable ? '.plain' : state.kind === 'configured' ? '.configured' : '';
  const shown = qualifier.ref.qualifier.replace(/^!/, '');
  const label =
    qualifier.kind !== 'alias'
      ? vscode.l10n.t('Version {0}', shown)
      : qualifier.target === undefined
        ? vscode.l10n.t('Alias {0}', shown)
        : vscode.l10n.t('Alias {0}, points to {1}', shown, qualifier.target);
  return plain(
    shown,
    node.listsEvents ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
    {
      iconPath: new vscode.ThemeIcon(
        qualifier.kind === 'alias' ? 'bookmark' : 'versions',
        colorOf(connection),
      ),
      // In a narrow side bar the end of the line is cut off.
      description: (file?.state.kind === 'same'
        ? [...target, config, ...inFile, ...inRecord]
        : [...target, ...inFile, config, ...inRecord]
      ).join(' · '),
      contextValue: `qualifier${mark}${file ? '.file' : ''}${found === undefined ? '' : '.verified'}${codeMarks(profile)}${consoleMark(connection, connections.isSandbox(connection.id))}`,
      tooltip: qualifierTooltip(
        qualifier,
        state.kind === 'failed' ? report.describe(state.error).text : config,
        file && [vscode.workspace.asRelativePath(vscode.Uri.parse(file.uri, true)), ...inFile].join(' · '),
        found,
      ),
      accessibilityInformation: {
        label: listed([label, spoken, ...inFile, ...inRecord], say),
      },
      ...(configurable && {
        command: onClick('fndeck.openAsyncConfig', vscode.l10n.t('Open Async Configuration'), node),
      }),
    },
  );
}

/** What menus go by to offer a config in other languages than Terraform's, which knows every service. */
function codeMarks(profile: ServiceProfile): string {
  const { serverless, ros } = codeFormsOf(profile);
  return `${serverless ? '.serverless' : ''}${ros ? '.ros' : ''}`;
}
