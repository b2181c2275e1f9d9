import * as vscode from 'vscode';
import type { Section } from '../../../app/invocations/stage';
import { createTextChannel } from '../../textChannel';

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

/** An empty channel. */
export function createOutput(): Output {
  const channel = createTextChannel('FnDeck');
  const open = new Set<number>();
  let count = 0;
  let askedAt = -Infinity;

  return {
    section: () => {
      const number = ++count;
      open.add(number);
      return {
        number,
        write: (lines) => {
          const mark = open.size > 1 ? `#${number} ` : '';
          channel.append(lines.map((line) => `${mark}${line}\n`).join(''));
        },
        end: () => open.delete(number),
      };
    },
    show: () => {
      askedAt = Date.now();
      channel.show();
    },
    isVisible: async () => {
      const left = askedAt + APPEARS_MS - Date.now();
      if (isShown() || left <= 0) return isShown();
      return appears(AbortSignal.timeout(left));
    },
    flushed: () => channel.flushed(),
    dispose: () => void channel.dispose(),
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
