import * as vscode from 'vscode';
import type { Section } from '../../app/invocations/stage';

/** Characters handed to VS Code at once: small enough that the extension host is never busy for long. */
const CHUNK = 64 * 1024;

/** The output channel `FnDeck`. */
export interface Output extends vscode.Disposable {
  section(): Section;
  /** Brings the channel to the front without taking the focus. */
  show(): void;
  /** Resolves when all that was written has been handed to VS Code. */
  flushed(): Promise<void>;
}

/** Makes the channel. Text is queued and handed over in chunks, with a turn of the event loop between them. */
export function createOutput(): Output {
  const channel = vscode.window.createOutputChannel('FnDeck', 'log');
  const open = new Set<number>();
  let queue: string[] = [];
  let pumping: Promise<void> = Promise.resolve();
  let count = 0;
  let disposed = false;

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
    show: () => channel.show(true),
    flushed: () => pumping,
    dispose: () => {
      disposed = true;
      queue = [];
      channel.dispose();
    },
  };
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
