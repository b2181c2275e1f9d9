import * as vscode from 'vscode';
import { compareBlock, leftAloneInWords } from '../../app/code/serverlessBlock';
import { writeBack } from '../../app/code/serverlessEdits';
import { readServerlessFile, type ServerlessBlock } from '../../app/code/serverlessFile';
import { refOf } from '../../app/catalog/handedOver';
import type { ServiceCopy } from '../../app/configs/serviceCopies';
import { changes } from '../../model/changes';
import { refLabel, type FunctionRef } from '../../model/functionRef';
import type { JsonObject } from '../../model/json';
import { plain, tell } from '../window/notices';
import { nothingHeld } from './fileCommands';
import type { ConfigParts } from '../configParts';
import { inSentences, listed } from '../../model/message';

/** Async configs in files of Serverless Devs: read in place, compared, written back. */
interface Serverless extends vscode.Disposable {
  readonly lenses: (
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ) => Promise<vscode.CodeLens[]>;
  readonly onDidChange: vscode.Event<void>;
  readonly compare: (uri: unknown, resource: unknown) => Promise<void>;
  readonly write: (uri: unknown, resource: unknown) => Promise<boolean>;
}

/** A block of a file, whose version is known. */
interface Place {
  readonly document: vscode.TextDocument;
  readonly block: ServerlessBlock;
}

/** Scheme of what a file would say if what the service holds were written into it. */
const SCHEME = 'fndeck-written';

/** Where the workspace remembers which version a block is about, where the file does not say so. */
const CHOSEN = 'fndeck.serverless';

/** Reads files of Serverless Devs; a service is asked once for each block that is looked at. */
export function createServerless({ context, connections, report, config, pick }: ConfigParts): Serverless {
  const changed = new vscode.EventEmitter<void>();
  const failures = new Map<string, unknown>();
  const chosen = (): Readonly<Record<string, unknown>> => context.workspaceState.get(CHOSEN, {});
  const keyOf = ({ document, block }: Place): string => `${document.uri.toString()}#${block.resource}`;

  /** The version that a block is about: the one that was chosen, or the only one that its names fit. */
  const versionOf = (place: Place): FunctionRef | undefined => {
    const remembered = refOf(chosen()[keyOf(place)]);
    if (remembered && connections.get(remembered.connection)?.service === place.block.profile.id) {
      return remembered;
    }
    const { region, group, name, qualifier, profile } = place.block;
    if (group === undefined || name === undefined || qualifier === undefined) return undefined;
    const fitting = connections
      .list()
      .filter((one) => one.service === profile.id && (region === undefined || one.region === region));
    const [only, ...others] = fitting;
    return only && others.length === 0 ? { connection: only.id, group, name, qualifier } : undefined;
  };
  const askedVersionOf = async (place: Place): Promise<FunctionRef | undefined> => {
    const known = versionOf(place);
    if (known && !failures.has(keyOf(place))) return known;
    const { profile, resource } = place.block;
    const ref = await pick(
      vscode.l10n.t('Compare {0} with the configuration of which function?', resource),
      {},
    );
    if (!ref) return undefined;
    if (connections.get(ref.connection)?.service !== profile.id) {
      throw new Error(
        vscode.l10n.t('{0} is for {1}; choose a function there.', resource, report.say(profile.label)),
      );
    }
    failures.delete(keyOf(place));
    await context.workspaceState.update(CHOSEN, { ...chosen(), [keyOf(place)]: ref });
    changed.fire();
    return ref;
  };
  const copyOf = async (ref: FunctionRef, anew: boolean): Promise<ServiceCopy> => {
    const { copies, ...documents } = await config.get();
    const { path } = documents.uriOf(ref);
    return (anew ? undefined : copies.known(path)) ?? copies.read(path);
  };

  const stateLens = async (place: Place): Promise<readonly vscode.Command[]> => {
    const { block, document } = place;
    const on = { arguments: [document.uri, block.resource] };
    const compare = (title: string, tooltip?: string): vscode.Command => ({
      command: 'fndeck.compareServerlessConfig',
      title,
      ...(tooltip !== undefined && { tooltip }),
      ...on,
    });
    const ref = versionOf(place);
    if (!ref) return [compare(vscode.l10n.t('Compare with Service…'))];
    const label = plain(refLabel(ref));
    try {
      const held = (await copyOf(ref, false)).config?.document;
      failures.delete(keyOf(place));
      if (!held) return [compare(`$(info) ${vscode.l10n.t('{0} has no configuration', label)}`)];
      const state = compareBlock(block, held);
      if (state.kind === 'opaque') {
        const why = plain(report.say(state.why));
        return [compare(`$(circle-slash) ${vscode.l10n.t('Cannot be compared: {0}', why)}`)];
      }
      const left = state.leftAlone.map((field) => report.say(leftAloneInWords(field, report.say)));
      const but =
        left.length === 0
          ? ''
          : ` · ${vscode.l10n.t(
              '{0} cannot be compared',
              listed(
                state.leftAlone.map(({ path }) => path),
                report.say,
              ),
            )}`;
      if (state.kind === 'same') {
        return [
          compare(`$(check) ${vscode.l10n.t('In sync with {0}', label)}${plain(but)}`, left.join('\n')),
        ];
      }
      const what = changes(block.profile, held, state.deployed, report.say).map(report.say);
      const tooltip = [vscode.l10n.t('Deploying would change:'), ...what, ...left].join('\n');
      return [
        compare(`$(diff) ${vscode.l10n.t('Differs from {0}', label)}${plain(but)}`, tooltip),
        {
          command: 'fndeck.writeServerlessConfig',
          title: vscode.l10n.t('Write Back'),
          tooltip: vscode.l10n.t('Writes what the service has into this block; comments and order stay'),
          ...on,
        },
      ];
    } catch (error) {
      failures.set(keyOf(place), error);
      return [
        compare(`$(warning) ${vscode.l10n.t('{0} could not be read', label)}`, report.describe(error).text),
      ];
    }
  };

  const placeOf = async (uri: unknown, resource: unknown): Promise<Place> => {
    const target = uri instanceof vscode.Uri ? uri : vscode.window.activeTextEditor?.document.uri;
    if (!target) throw new Error(vscode.l10n.t('Open an s.yaml first.'));
    const document = await vscode.workspace.openTextDocument(target);
    const file = readServerlessFile(document.getText());
    if (file.kind === 'unreadable') {
      throw new Error(vscode.l10n.t('Line {0}: {1}', String(file.line), report.say(file.why)));
    }
    const blocks = file.kind === 'blocks' ? file.blocks : [];
    const line = vscode.window.activeTextEditor?.selection.active;
    const before = blocks.filter(({ offset }) => line && offset <= document.offsetAt(line));
    const block =
      typeof resource === 'string'
        ? blocks.find((one) => one.resource === resource)
        : (before.at(-1) ?? blocks[0]);
    if (!block)
      throw new Error(vscode.l10n.t('This file has no asynchronous configuration of Serverless Devs.'));
    return { document, block };
  };
  const heldFor = async (place: Place): Promise<{ ref: FunctionRef; held: JsonObject } | undefined> => {
    const ref = await askedVersionOf(place);
    if (!ref) return undefined;
    const held = (await copyOf(ref, true)).config?.document;
    if (!held) throw nothingHeld(ref);
    if (place.block.whole) {
      throw new Error(vscode.l10n.t('Cannot be compared: {0}', report.say(place.block.whole)));
    }
    return { ref, held };
  };
  const notInPlace = (): Error =>
    new Error(
      vscode.l10n.t('This block is written in a way that cannot be changed in place. Edit it by hand.'),
    );

  const anew = new vscode.EventEmitter<vscode.Uri>();
  const written = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    onDidChange: anew.event,
    provideTextDocumentContent: async ({ query }) => {
      const [uri = '', resource = ''] = query.split('#').map(decodeURIComponent);
      const place = await placeOf(vscode.Uri.parse(uri, true), resource);
      const ref = versionOf(place);
      const held = ref && (await copyOf(ref, false)).config?.document;
      return (held && writeBack(place.document.getText(), place.block, held)) ?? '';
    },
  });
  const listening = vscode.Disposable.from(connections.onDidChange(() => changed.fire()));
  config.onLoaded(({ copies }) => copies.onDidChange(() => changed.fire()));

  return {
    onDidChange: changed.event,
    lenses: async (document, token) => {
      const file = readServerlessFile(document.getText());
      if (file.kind === 'other') return [];
      if (file.kind === 'unreadable') {
        const title = `$(warning) ${plain(vscode.l10n.t('Line {0}: {1}', String(file.line), report.say(file.why)))}`;
        return [lensAt(new vscode.Position(file.line - 1, 0), { title, command: '' })];
      }
      const lenses: vscode.CodeLens[] = [];
      for (const block of file.blocks) {
        const at = document.positionAt(block.offset);
        if (token.isCancellationRequested) return [];
        const commands = await stateLens({ document, block });
        lenses.push(...commands.map((command) => lensAt(at, command)));
      }
      return lenses;
    },
    compare: async (uri, resource) => {
      const place = await placeOf(uri, resource);
      const found = await heldFor(place);
      if (!found) return;
      const { document, block } = place;
      if (writeBack(document.getText(), block, found.held) === undefined) throw notInPlace();
      const query = [document.uri.toString(), block.resource].map(encodeURIComponent).join('#');
      const left = vscode.Uri.from({ scheme: SCHEME, path: document.uri.path, query });
      const title = vscode.l10n.t(
        '{0}: on the service ↔ {1}',
        refLabel(found.ref),
        vscode.workspace.asRelativePath(document.uri),
      );
      // A comparison that is open already says what the service held then.
      anew.fire(left);
      await vscode.commands.executeCommand('vscode.diff', left, document.uri, title);
    },
    write: async (uri, resource) => {
      const place = await placeOf(uri, resource);
      const found = await heldFor(place);
      if (!found) return false;
      // A person may have typed while the service answered.
      const { document, block } = await placeOf(place.document.uri, place.block.resource);
      if (block.shared) throw new Error(report.say(block.shared));
      const text = document.getText();
      const after = writeBack(text, block, found.held);
      if (after === undefined) throw notInPlace();
      const edit = new vscode.WorkspaceEdit();
      const whole = new vscode.Range(document.positionAt(0), document.positionAt(text.length));
      edit.replace(document.uri, whole, after);
      if (after !== text && !(await vscode.workspace.applyEdit(edit))) throw notInPlace();
      const state = compareBlock(block, found.held);
      const left = state.kind === 'opaque' ? [] : state.leftAlone;
      const said = inSentences(left.map((field) => report.say(leftAloneInWords(field, report.say))));
      if (said !== '') void tell('information', said);
      return after !== text;
    },
    dispose: () => void vscode.Disposable.from(written, anew, listening, changed).dispose(),
  };
}

function lensAt(at: vscode.Position, command: vscode.Command): vscode.CodeLens {
  return new vscode.CodeLens(new vscode.Range(at, at), command);
}
