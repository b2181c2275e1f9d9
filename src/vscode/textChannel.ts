import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { pieces } from '../app/text/pieces';

/** Characters handed to VS Code at once: small enough that the extension host is never busy for long. */
const CHUNK = 64 * 1024;

/** After this many milliseconds VS Code has shown what it was handed. */
const SETTLES_MS = 500;

/** An output channel that is written to at any rate. */
export interface TextChannel extends vscode.Disposable {
  /** Text at the end. */
  append(text: string): void;
  /** Text in the place of all that was written; its pieces are asked for one by one. */
  replace(texts: Iterable<string>): void;
  /** Brings the channel to the front without taking the focus. */
  show(): void;
  /** Resolves when all that was written has been handed to VS Code. */
  flushed(): Promise<void>;
}

/**
 * An empty channel in the look of a log. Text is queued and handed over in chunks, with a turn of the event loop between
 * them.
 */
export function createTextChannel(name: string): TextChannel {
  const channel = vscode.window.createOutputChannel(name, 'log');
  let queue: string[] = [];
  let fresh: Iterable<string> | undefined;
  let pumping: Promise<void> | undefined;
  let disposed = false;
  let handedAt = -Infinity;

  /** Hands a text over; false where the rest is no longer wanted. */
  const hand = async (text: string): Promise<boolean> => {
    for (const chunk of pieces(text, CHUNK)) {
      if (disposed || fresh) return false;
      channel.append(chunk);
      handedAt = performance.now();
      await new Promise(setImmediate);
    }
    return true;
  };
  const handFresh = async (texts: Iterable<string>): Promise<void> => {
    // VS Code shows what is handed over a moment later: where it is told to clear (or replace) meanwhile, it may skip a
    // part and keep what was to go. What came to replace this in the meantime is waited for, too.
    while (!disposed && performance.now() - handedAt < SETTLES_MS) await sleep(SETTLES_MS);
    if (disposed || fresh) return;
    channel.clear();
    for (const text of texts) if (!(await hand(text))) return;
  };
  const pump = async () => {
    while (!disposed && (fresh ?? queue.length > 0)) {
      if (!fresh) {
        await hand(queue.splice(0).join(''));
        continue;
      }
      const texts = fresh;
      fresh = undefined;
      await handFresh(texts);
    }
  };
  const begin = () => {
    pumping ??= Promise.resolve()
      .then(pump)
      .finally(() => (pumping = undefined));
  };
  return {
    append: (text) => {
      queue.push(text);
      begin();
    },
    replace: (texts) => {
      queue = [];
      fresh = texts;
      begin();
    },
    show: () => channel.show(true),
    flushed: async () => {
      while (pumping) await pumping;
    },
    dispose: () => {
      disposed = true;
      queue = [];
      channel.dispose();
    },
  };
}
