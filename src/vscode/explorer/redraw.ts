import * as vscode from 'vscode';
import type { Node } from '../../app/catalog/nodes';

/** Changes that come within this time are drawn at once. */
const COALESCE_MS = 100;

/** Gathers what has to be drawn again. */
export interface Redraw extends vscode.Disposable {
  readonly event: vscode.Event<Node[] | undefined>;
  /** Draws a node and its children, if the tree has it. */
  node(key: string): void;
  all(): void;
}

/** Makes the gatherer; `drawn` are the nodes that the tree has, by key. */
export function createRedraw(drawn: ReadonlyMap<string, Node>): Redraw {
  const emitter = new vscode.EventEmitter<Node[] | undefined>();
  const due = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let everything = false;

  const fire = (): void => {
    const nodes = [...due].flatMap((key) => drawn.get(key) ?? []);
    const whole = everything;
    timer = undefined;
    everything = false;
    due.clear();
    if (whole) emitter.fire(undefined);
    else if (nodes.length > 0) emitter.fire(nodes);
  };
  const soon = (): void => {
    timer ??= setTimeout(fire, COALESCE_MS);
  };

  return {
    event: emitter.event,
    node: (key) => {
      due.add(key);
      soon();
    },
    all: () => {
      everything = true;
      soon();
    },
    dispose: () => {
      clearTimeout(timer);
      emitter.dispose();
    },
  };
}
