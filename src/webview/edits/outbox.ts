import type { Edit } from '../protocol';

/** Edits on their way to the document: typed, then sent, then part of the text that the host sends back. */
export interface Outbox {
  /** Adds edits; `soon` waits a moment for more typing, `now` sends them with all that waited. */
  add(edits: readonly Edit[], when: 'now' | 'soon'): void;
  /** Sends what waits. */
  send(): void;
  /** Hands over what waits, numbered as if sent, for the answer to a flush. */
  handOver(): { readonly editNumber: number; readonly edits: readonly Edit[] };
  /** The host's text contains all edits up to this number. */
  acknowledge(editNumber: number): void;
  /** What the host's text does not contain yet, in order. */
  pending(): readonly Edit[];
}

/** A timer that can be stopped. */
type Wait = (then: () => void) => () => void;

/** An empty outbox. `send` posts a message of edits, numbered from 1; `wait` calls back after the pause in typing. */
export function createOutbox(send: (editNumber: number, edits: readonly Edit[]) => void, wait: Wait): Outbox {
  let last = 0;
  let waiting: readonly Edit[] = [];
  let sent: readonly { readonly editNumber: number; readonly edits: readonly Edit[] }[] = [];
  let stop = (): void => undefined;

  const handOver = (): { editNumber: number; edits: readonly Edit[] } => {
    stop();
    const edits = waiting;
    waiting = [];
    if (edits.length > 0) sent = [...sent, { editNumber: ++last, edits }];
    return { editNumber: last, edits };
  };
  const sendWaiting = (): void => {
    const { editNumber, edits } = handOver();
    if (edits.length > 0) send(editNumber, edits);
  };

  return {
    add: (edits, when) => {
      waiting = edits.reduce(joined, waiting);
      stop();
      if (when === 'now') sendWaiting();
      else stop = wait(sendWaiting);
    },
    send: sendWaiting,
    handOver,
    acknowledge: (editNumber) => {
      sent = sent.filter((message) => message.editNumber > editNumber);
    },
    pending: () => [...sent.flatMap((message) => message.edits), ...waiting],
  };
}

/** Adds an edit; what it overwrites need not be sent. */
function joined(edits: readonly Edit[], next: Edit): readonly Edit[] {
  return [...edits.filter((earlier) => !covers(next.path, earlier.path)), next];
}

function covers(path: readonly string[], inner: readonly string[]): boolean {
  return path.every((key, i) => inner[i] === key);
}
