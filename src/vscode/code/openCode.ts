import * as vscode from 'vscode';
import type { FileMark } from '../../app/code/configFiles';
import type { Event } from '../../app/event';
import type { LazyPart } from '../../app/lazyPart';
import type { FunctionRef } from '../../model/functionRef';
import type { JsonObject } from '../../model/json';
import type { ServiceId } from '../../model/service';
import { lazyEvent, lazyPart } from '../lazy';
import type { Code } from './code';
import type { ConfigParts } from '../configParts';

/** How configs stand beside their files in the workspace, for the rows of versions. */
export interface FileMarks {
  /** Undefined where a version has no file, or nobody knows yet. */
  mark(ref: FunctionRef, service: ServiceId, held: JsonObject | undefined): FileMark | undefined;
  /** A version has another mark; undefined: all may have. */
  readonly onDidChange: Event<FunctionRef | undefined>;
}

/** Configs as code: known to VS Code at once, loaded with the first file, row or command. */
interface LazyCode extends LazyPart<Code> {
  /** Marks of rows. Where the workspace has folders, the part that finds their files is loaded now. */
  marks(): FileMarks;
}

/** Serverless Devs' own file name: nothing of FnDeck is started by it, but it shows lenses once it runs. */
const SERVERLESS = '**/s.{yaml,yml}';

/** Registers what VS Code knows of configs as code. */
export function openCode(deps: ConfigParts): LazyCode {
  const part = lazyPart(async () => (await import('./code')).createCode(deps));
  const changed = new vscode.EventEmitter<void>();
  part.onLoaded((code) => code.onDidChangeLenses(() => changed.fire()));
  const lenses = vscode.languages.registerCodeLensProvider([{ pattern: SERVERLESS }], {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: async (document, token) => {
      const enabled = vscode.workspace.getConfiguration('fndeck', document.uri).get('codeLens', true);
      return enabled ? (await part.get()).lenses(document, token) : [];
    },
  });
  let loaded: Code | undefined;
  return {
    ...part,
    marks: () => {
      part.onLoaded((code) => (loaded = code));
      // A workspace without folders has no files.
      if (vscode.workspace.workspaceFolders?.length) part.get().catch(() => undefined);
      return {
        mark: (...version) => loaded?.files.mark(...version),
        onDidChange: lazyEvent(part, (code) => (listener: (ref: FunctionRef | undefined) => void) => {
          listener(undefined); // rows that were drawn before
          return code.files.onDidChange(listener);
        }),
      };
    },
    dispose: () => {
      part.dispose();
      vscode.Disposable.from(lenses, changed).dispose();
    },
  };
}
