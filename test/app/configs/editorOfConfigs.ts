import type { Cloud } from '../../../src/cloud/cloud';
import type { AsyncConfig, PutOutcome, Replacement } from '../../../src/cloud/config/asyncConfig';
import { CloudError } from '../../../src/cloud/errors';
import { createConfigDocuments, type ConfigDocuments } from '../../../src/app/configs/configDocuments';
import { createLintContexts } from '../../../src/app/configs/lintContexts';
import { openDrafts } from '../../../src/app/configs/drafts';
import { parseText } from '../../../src/app/text/parseText';
import type { SavedBy } from '../../../src/app/configs/openConfig';
import { openConfigHistory } from '../../../src/app/configs/history';
import { loadRevisions, type Revision, type RevisionStorage } from '../../../src/app/configs/revision';
import { createServiceCopies, type ServiceCopies } from '../../../src/app/configs/serviceCopies';
import { openPrivateFolder } from '../../../src/app/privateFolder';
import { changeText } from '../../../src/app/text/textEdits';
import { documentPath } from '../../../src/model/documentPath';
import type { JsonObject } from '../../../src/model/json';
import { translate } from '../../../src/model/message';
import { folderOfTest } from '../../folderOfTest';

/** The one function whose config is edited here. */
export const REF = { connection: 'c', group: 'g', name: 'f', qualifier: 'latest' };
const DEFAULTS = { max_async_event_age_in_seconds: 3600, max_async_retry_attempts: 1 };

/** Path of its document. */
export const PATH = documentPath(REF, 'functiongraph-huawei');

/** A service that holds one config; what a PUT leaves out it fills in. */
export class FakeService {
  held: JsonObject | undefined = { ...DEFAULTS };
  puts = 0;
  gets = 0;
  /** What fails next, once: the answer to a GET, or a PUT before or after it arrived. */
  fails: 'get' | 'putBefore' | 'putAfter' | undefined;
  /** How long the answer to a GET takes; absent: a turn of the event loop. */
  answers: (() => Promise<unknown>) | undefined;
  /** Seconds; every change of the config has a time of its own, as services give it. */
  private time = 1_700_000_000;

  put(document: JsonObject): void {
    this.held = { ...DEFAULTS, ...document };
    this.time += 1;
  }

  delete(): void {
    this.held = undefined;
  }

  get cloud(): Cloud {
    const failing = (kind: 'get' | 'putBefore' | 'putAfter', sent: 'no' | 'unknown'): void => {
      if (this.fails !== kind) return;
      this.fails = undefined;
      const summary = { text: kind, args: [] };
      throw new CloudError({ kind: 'network', operation: kind, sent, repeatable: true, summary });
    };
    const config = (): AsyncConfig | undefined =>
      this.held && {
        ref: REF,
        document: this.held,
        lastModified: new Date(this.time * 1000).toISOString(),
      };
    const parts: Partial<Cloud> = {
      connection: {
        ...{ id: 'c', name: 'Team', service: 'functiongraph-huawei', region: 'r' },
        credential: 'token',
      },
      getAsyncConfig: async () => {
        await (this.answers ?? turn)();
        this.gets += 1;
        failing('get', 'no');
        return config();
      },
      putAsyncConfig: async (_ref, document): Promise<PutOutcome> => {
        await turn();
        failing('putBefore', 'no');
        const before = this.held ?? null;
        this.puts += 1;
        this.put(document);
        failing('putAfter', 'unknown');
        const added = Object.keys(DEFAULTS).filter((key) => !Object.hasOwn(document, key));
        return { before, config: config() as AsyncConfig, changed: [], added, recreated: false };
      },
      deleteAsyncConfig: async () => {
        await turn();
        this.delete();
      },
    };
    return parts as Cloud;
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * VS Code's editor of one document of a file system, as far as its rules go (`TextFileEditorModel`, `validateWriteFile`):
 * what it asks of a provider, when it refuses a save, what hot exit keeps over a reload.
 */
export class FakeEditor {
  text = '';
  dirty = false;
  /** What it compares with at the next save. */
  base: Revision | undefined;
  conflict = false;
  /** How often somebody else's change was brought into the text. */
  merges = 0;
  documents!: ConfigDocuments;
  copies!: ServiceCopies;
  private isOpen = false;
  private reading: Promise<void> = Promise.resolve();
  private readonly folder = openPrivateFolder(folderOfTest('drafts'));
  readonly drafts = openDrafts(this.folder);
  /** The notes of replacements, as a machine keeps them that has been started anew since. */
  readonly notes = openConfigHistory(openPrivateFolder(folderOfTest('notes')), {
    process: 1,
    isRunning: () => false,
    now: () => 0,
  });
  private stored = '[]';

  /** A save that was cut off between DELETE and PUT. */
  async cutOff(replacement: Replacement): Promise<void> {
    const { ref, wanted } = replacement;
    const who = { connection: 'Team', person: 'ada' };
    const { journal } = await this.notes.begin({ ref, operation: 'put', who, wanted });
    await journal.begin(replacement);
  }

  constructor(private readonly service: FakeService) {
    this.startSession();
  }

  /** A new extension host over what the machine and the workspace have kept. */
  private startSession(): void {
    const storage: RevisionStorage = {
      load: () => JSON.parse(this.stored) as ReturnType<RevisionStorage['load']>,
      store: (revisions) => {
        this.stored = JSON.stringify(revisions);
      },
    };
    this.copies = createServiceCopies({
      cloudOf: () => Promise.resolve(this.service.cloud),
      revisions: loadRevisions(storage),
      history: this.notes,
    });
    this.documents = createConfigDocuments({
      copies: this.copies,
      drafts: this.drafts,
      contextOf: createLintContexts({
        connection: () => undefined,
        copies: this.copies,
        lists: () => undefined,
        levels: () => ({}),
      }).of,
      mayBeAutomatic: () => false,
      sending: (_path, work) => work(),
      texts: {
        text: () => (this.isOpen ? this.text : undefined),
        edit: async (_path, edits) => {
          await turn();
          const change = changeText(this.text, edits, []);
          const { offset = 0, length = 0, content = '' } = change ?? {};
          this.type(this.text.slice(0, offset) + content + this.text.slice(offset + length));
          this.merges += 1;
          return true;
        },
      },
      problemOf: (error) => ({ text: String(error) }),
      say: (said) => translate(said),
    });
    this.documents.onDidGoStale(() => {
      // VS Code reads again by itself, unless the document is dirty.
      this.reading = this.reading
        .then(() => (this.dirty ? undefined : this.readAgain()))
        .catch(() => undefined);
    });
  }

  async open(): Promise<void> {
    if (this.isOpen) return;
    await this.readAgain();
    this.isOpen = true;
  }

  type(text: string): void {
    this.text = text;
    this.dirty = true;
    this.documents.changed(PATH, { text, dirty: true });
  }

  /** Gives whether the text was written. `overwrite`: the person says so in the notice of a conflict. */
  async save(by: SavedBy, { overwrite = false } = {}): Promise<boolean> {
    if (by === 'autoSave' && (this.conflict || !this.dirty)) return false;
    this.documents.saveBegun(PATH, by);
    const now = await this.documents.stat(PATH).catch(() => undefined);
    const { base } = this;
    const isNewer = now && base && base.mtime < now.mtime && base.size !== now.size;
    if (isNewer && !overwrite) {
      this.conflict = true;
      this.dirty = true;
      return false;
    }
    const { text } = this;
    try {
      await this.documents.write(PATH, text);
    } catch {
      this.dirty = true;
      return false;
    }
    this.base = await this.documents.stat(PATH);
    this.dirty = this.text !== text;
    this.conflict = false;
    this.documents.saved(PATH);
    await this.settled();
    return true;
  }

  async revert(): Promise<void> {
    await this.readAgain();
  }

  /** Without saving; what is dirty is given up, as the person was asked. */
  async close(): Promise<void> {
    if (this.dirty) await this.readAgain().catch(() => undefined);
    this.isOpen = false;
    this.dirty = false;
    this.conflict = false;
    this.base = undefined;
    this.documents.closed(PATH);
  }

  /** Reloads the window: hot exit keeps text, dirty state and base; a clean document is read again. */
  async reload(): Promise<void> {
    this.documents.dispose();
    this.copies.dispose();
    this.startSession();
    this.conflict = false;
    if (this.isOpen && !this.dirty) await this.readAgain();
  }

  /** All that VS Code reads by itself is read. */
  async settled(): Promise<void> {
    await this.reading;
  }

  private async readAgain(): Promise<void> {
    const base = await this.documents.stat(PATH);
    const text = await this.documents.read(PATH);
    this.base = base;
    this.text = text;
    this.dirty = false;
    this.conflict = false;
    this.documents.changed(PATH, { text, dirty: false });
    await turn();
  }
}

/** The document that a text is; an empty one where it is none. */
export function says(text: string): JsonObject {
  const parsed = parseText(text);
  return parsed.kind === 'document' ? (parsed.document as JsonObject) : {};
}
