import * as vscode from 'vscode';

/** A terminal that shows what a program writes. */
interface OutputTerminal {
  write(text: string): void;
  /** Nothing more comes; a key closes it. */
  end(last: string): void;
  show(): void;
}

/** Opens one beside the others, without taking the keyboard. `closed` is told when the person closes it. */
export function openOutputTerminal(name: string, closed: () => void): OutputTerminal {
  const written = new vscode.EventEmitter<string>();
  const over = new vscode.EventEmitter<void>();
  let isOpen = false;
  let isOver = false;
  let waiting = '';
  const write = (text: string): void => {
    // A terminal has its own idea of a line's end.
    const lines = text.replace(/\r?\n/g, '\r\n');
    if (isOpen) written.fire(lines);
    else waiting += lines;
  };
  const terminal = vscode.window.createTerminal({
    name,
    iconPath: new vscode.ThemeIcon('package'),
    isTransient: true,
    pty: {
      onDidWrite: written.event,
      onDidClose: over.event,
      open: () => {
        isOpen = true;
        if (waiting !== '') written.fire(waiting);
        waiting = '';
      },
      close: closed,
      handleInput: (key: string) => {
        if (isOver) over.fire();
        else if (key === '\u0003') closed();
      },
    },
  });
  terminal.show(true);
  // VS Code tells the terminal itself only where it was drawn before.
  const listening = vscode.window.onDidCloseTerminal((one) => {
    if (one !== terminal) return;
    listening.dispose();
    closed();
  });
  return {
    write,
    end: (last) => {
      isOver = true;
      write(`\n${last} ${vscode.l10n.t('Press any key to close the terminal.')}\n`);
    },
    show: () => terminal.show(),
  };
}
