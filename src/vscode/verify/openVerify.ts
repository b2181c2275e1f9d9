import * as vscode from 'vscode';
import { HISTORY, verifiedName } from '../../app/configs/folders';
import type { Event } from '../../app/event';
import type { LazyPart } from '../../app/lazyPart';
import type { FunctionRef } from '../../model/functionRef';
import type { JsonObject } from '../../model/json';
import { lazyEvent, lazyPart } from '../lazy';
import type { Verify, VerifyDeps } from './verify';

/** What was verified of configs, for the rows of versions and for the form. */
export interface VerifyMarks {
  /** In a line; undefined where nothing was verified, or nobody knows yet. `held`: the config, undefined for none. */
  mark(ref: FunctionRef, held: JsonObject | undefined): string | undefined;
  /** A version has another mark; undefined: all may have. */
  readonly onDidChange: Event<FunctionRef | undefined>;
}

/** Verifying destinations, loaded with the first command, or where something was verified before. */
interface LazyVerify extends LazyPart<Verify> {
  marks(): VerifyMarks;
}

/** Prepares the part. Nothing is read before somebody wants to see marks. */
export function openVerify(deps: VerifyDeps): LazyVerify {
  const part = lazyPart(async () => (await import('./verify')).createVerify(deps));
  let marks: VerifyMarks | undefined;
  const openMarks = (): VerifyMarks => {
    let loaded: Verify | undefined;
    part.onLoaded((verify) => (loaded = verify));
    const folder = vscode.Uri.joinPath(deps.context.globalStorageUri, HISTORY);
    void vscode.workspace.fs.readDirectory(folder).then(
      async (files) => {
        if (files.some(([name]) => verifiedName(name))) await part.get().catch(() => undefined);
      },
      () => undefined, // no such folder: nothing was verified
    );
    return {
      mark: (ref, held) => loaded?.mark(ref, held),
      onDidChange: lazyEvent(part, (verify) => verify.onDidChangeMarks),
    };
  };
  return { ...part, marks: () => (marks ??= openMarks()) };
}
