import * as vscode from 'vscode';
import type { Section } from '../../../app/invocations/stage';

/** Characters handed to VS Code at once: small enough that the extension host is never busy for long. */
const CHUNK = 64 * 1024;

/** How long VS Code may take to show the channel. */
const APPEARS_MS = 1500;

/** The output channel `FnDeck`. */
export interface Output extends vscode.Disposable {
  section(): Section;
  /** Brings the channel to the front without taking the focus. */
  show(): void;
  /** Whether a person sees the channel: at once where it does or was not to be shown, else when it has appeared. */
  isVisible(): Promise<boolean>;
  /** Resolves when all that was written has been handed to VS Code. */
  flushed(): Promise<void>;
}

/** An empty channel. Text is queued and handed over in chunks, with a turn of the event loop between them. */
export function createOutput(): Output {
  const channel = vscode.window.createOutputChannel('FnDeck', 'log');
  const open = new Set<number>();
  let queue: string[] = [];
  let pumping: Promise<void> = Promise.resolve();
  let count = 0;
  let disposed = false;
  let askedAt = -Infinity;

  const pump = async () => {
    while (queue.length > 0 && !disposed) {
      for (const chunk of chunks(queue.splice(0).join(''))) {
        if (disposed) return;
        channel.append(chunk);
        await new Promise(setImmediate);
      }
    }
  };
  const write = (text: string) => {
    if (queue.push(text) === 1) pumping = pumping.then(pump);
  };

  return {
    section: () => {
      const number = ++count;
      open.add(number);
      return {
        number,
        write: (lines) => {
          const mark = open.size > 1 ? `#${number} ` : '';
          write(lines.map((line) => `${mark}${line}\n`).join(''));
        },
        end: () => open.delete(number),
      };
    },
    show: () => {
      askedAt = Date.now();
      channel.show(true);
    },
    isVisible: async () => {
      const left = askedAt + APPEARS_MS - Date.now();
      if (isShown() || left <= 0) return isShown();
      return appears(AbortSignal.timeout(left));
    },
    flushed: () => pumping,
    dispose: () => {
      disposed = true;
      queue = [];
      channel.dispose();
    },
  };
}

/** VS Code has no question for this; but an output that is on the screen is one of its visible editors. */
function isShown(): boolean {
  return vscode.window.visibleTextEditors.some(
    ({ document: { uri } }) => uri.scheme === 'output' && uri.path.endsWith('-FnDeck'),
  );
}

/** Waits until the channel is on the screen, or the signal aborts. */
function appears(signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const listening = vscode.window.onDidChangeVisibleTextEditors(() => isShown() && done());
    const done = () => {
      listening.dispose();
      resolve(isShown());
    };
    signal.addEventListener('abort', done, { once: true });
  });
}

/** Cuts a text into pieces of at most `CHUNK` characters, never through a surrogate pair. */
function* chunks(text: string): Generator<string> {
  for (let from = 0; from < text.length;) {
    let to = Math.min(text.length, from + CHUNK);
    const last = text.charCodeAt(to - 1);
    if (to < text.length && last >= 0xd800 && last < 0xdc00) to--;
    yield text.slice(from, to);
    from = to;
  }
}
