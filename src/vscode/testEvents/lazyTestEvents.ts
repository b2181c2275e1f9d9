import type * as vscode from 'vscode';
import type { LazyPart } from '../../app/lazyPart';
import type { FunctionId } from '../../model/functionRef';
import { lazyEvent, lazyPart } from '../lazy';
import type { TestEvents, TestEventsDeps } from './testEvents';

/** Test events, loaded with the first of them that is opened or saved. */
interface LazyTestEvents extends LazyPart<TestEvents> {
  /** The test events of a function were written from here. */
  readonly onDidWrite: vscode.Event<FunctionId>;
}

/** Prepares the part; nothing is loaded. */
export function lazyTestEvents(deps: TestEventsDeps): LazyTestEvents {
  const part = lazyPart(async () => (await import('./testEvents')).createTestEvents(deps));
  return { ...part, onDidWrite: lazyEvent(part, (loaded) => loaded.onDidWrite) };
}
