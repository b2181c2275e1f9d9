import * as vscode from 'vscode';
import { refOf, testEventOf } from '../../app/catalog/handedOver';
import { loadRevisions } from '../../app/configs/revision';
import { Emitter, type Event } from '../../app/event';
import type { Bindings } from '../../app/invocations/bindings';
import { createTestEventDocuments } from '../../app/testEvents/documents';
import { testEventsOf } from '../../app/testEvents/lists';
import { functionLabel, type FunctionId, type FunctionRef } from '../../model/functionRef';
import { message } from '../../model/message';
import { profileOf } from '../../model/services';
import type { TestEventName } from '../../model/testEventPath';
import type { Connections } from '../connections/connections';
import type { Report } from '../report';
import { pickLine } from '../window/quickInput';
import { tell } from '../window/notices';
import { compareWithFile } from './compare';
import { createTestEventFileSystem, mayBeAutomatic, testEventIn, testEventUri } from './fileSystem';
import { removeTestEvents } from './remove';
import { saveTestEvent } from './save';

/** The test events that services keep of functions. Commands hand over what VS Code gave them. */
export interface TestEvents extends vscode.Disposable {
  /** Test events as files, for who registers the scheme. */
  readonly files: vscode.FileSystemProvider;
  /** The test events of a function were written from here. */
  readonly onDidWrite: Event<FunctionId>;
  /** Opens one as a document that is linked with its function. */
  open(given?: unknown): Promise<void>;
  /** Saves a payload as a test event: of the function that is given, linked with it, or chosen. Gives its document. */
  save(given?: unknown): Promise<vscode.Uri | undefined>;
  /** Deletes one or several after a question; gives how many were deleted. */
  remove(given?: unknown, selected?: unknown): Promise<number>;
  /** Shows one beside the file of its name, or a file that the person chooses. */
  compare(given?: unknown): Promise<void>;
}

/** Where test events come from. */
export interface TestEventsDeps {
  readonly context: Pick<vscode.ExtensionContext, 'workspaceState'>;
  readonly connections: Connections;
  readonly report: Report;
  readonly bindings: Bindings;
  /** The explorer's search over all functions and their versions. */
  readonly pick: (title: string, options: object) => Promise<FunctionRef | undefined>;
}

const REVISIONS = 'fndeck.testEvents.revisions';

/** Composes the parts. Nothing is asked of a service before a person asks. */
export function createTestEvents(deps: TestEventsDeps): TestEvents {
  const { context, connections, report, bindings, pick } = deps;
  const wrote = new Emitter<FunctionId>();
  const documents = createTestEventDocuments({
    cloudOf: (id) => connections.cloud(id),
    revisions: loadRevisions({
      load: () => context.workspaceState.get(REVISIONS, []),
      store: (revisions) => void context.workspaceState.update(REVISIONS, revisions),
    }),
    mayBeAutomatic,
    say: (said) => report.say(said),
    now: () => Date.now(),
  });
  const files = createTestEventFileSystem(documents, report);
  const saved = documents.onDidSave((id) => wrote.fire(id));

  /** The test event that is meant, with the version that it is to be sent to; the person is asked for what is not given. */
  const chosen = async (given: unknown, title: string): Promise<Chosen | undefined> => {
    const name = testEventOf(given) ?? (given instanceof vscode.Uri ? testEventIn(given) : undefined);
    if (name) return { name, ref: refOf(given) ?? latestOf(name.id) };
    const ref = refOf(given) ?? (await pick(title, {}));
    if (!ref) return undefined;
    const cloud = await connections.cloud(ref.connection);
    const all = await testEventsOf(cloud).listTestEvents(ref, new AbortController().signal);
    if (all.length === 0) {
      void tell('information', vscode.l10n.t('{0} has no test events yet.', functionLabel(ref)));
      return undefined;
    }
    const { connection, group, name: fn } = ref;
    const items = all.map((event) => ({ label: event.name, event }));
    const picked = (await pickLine(items, { title }))?.event;
    if (!picked) return undefined;
    return { name: { id: { connection, group, name: fn }, eventId: picked.id, name: picked.name }, ref };
  };
  const latestOf = (id: FunctionId): FunctionRef => {
    const service = connections.get(id.connection)?.service;
    return { ...id, qualifier: service === undefined ? 'latest' : profileOf(service).latest };
  };
  /** Sent to what it was linked with before, else to the version that was named. */
  const link = async (uri: vscode.Uri, ref: FunctionRef): Promise<void> => {
    if (!bindings.get(uri)) await bindings.set(uri, ref);
  };

  return {
    files: files.provider,
    onDidWrite: wrote.event,
    open: async (given) => {
      const event = await chosen(given, vscode.l10n.t('Open which test event?'));
      if (!event) return;
      const uri = testEventUri(event.name);
      await link(uri, event.ref);
      await vscode.window.showTextDocument(uri, { preview: true });
    },
    save: async (given) => {
      const name = await saveTestEvent(deps, given).catch((error: unknown) => {
        void report.failure(message('The test event was not saved.'), error);
      });
      if (!name) return undefined;
      const uri = testEventUri(name);
      await link(uri, latestOf(name.id));
      files.reload(uri);
      wrote.fire(name.id);
      return uri;
    },
    remove: async (given, selected) => {
      const event = await chosen(given, vscode.l10n.t('Delete which test event?'));
      if (!event) return 0;
      const several = Array.isArray(selected) ? selected.flatMap((one) => testEventOf(one) ?? []) : [];
      const isAmong = several.some(({ eventId }) => eventId === event.name.eventId);
      return removeTestEvents(deps, isAmong ? several : [event.name], (gone) => {
        files.gone(testEventUri(gone));
        wrote.fire(gone.id);
      });
    },
    compare: async (given) => {
      const event = await chosen(given, vscode.l10n.t('Compare which test event?'));
      if (!event) return;
      const uri = testEventUri(event.name);
      await link(uri, event.ref);
      await compareWithFile(uri, event.name);
    },
    dispose: () => {
      saved.dispose();
      vscode.Disposable.from(files, documents, wrote).dispose();
    },
  };
}

/** A test event that is meant. */
interface Chosen {
  readonly name: TestEventName;
  /** The version that it is sent to. */
  readonly ref: FunctionRef;
}
