import type { Edit } from '../protocol';

/** Edits on their way to the document: typed, then sent, then part of the text that the host sends back. */
export interface Outbox {
  /** Takes edits; `soon` waits a moment for more typing, `now` sends them with all that waited. */
  change(edits: readonly Edit[], when: 'now' | 'soon'): void;
  /** Sends what waits. */
  send(): void;
  /** Hands over what waits, numbered as if sent, for the answer to a flush. */
  take(): { readonly edit: number; readonly edits: readonly Edit[] };
  /** The host's text contains all edits up to this number. */
  acknowledge(edit: number): void;
  /** What the host's text does not contain yet, in order. */
  pending(): readonly Edit[];
}

/** A timer that can be stopped. */
type Wait = (then: () => void) => () => void;

/** Makes an outbox. `send` posts a numbered message, `wait` calls back after the pause in typing. */
export function createOutbox(send: (edit: number, edits: readonly Edit[]) => void, wait: Wait): Outbox {
  let last = 0;
  let waiting: readonly Edit[] = [];
  let sent: readonly { readonly edit: number; readonly edits: readonly Edit[] }[] = [];
  let stop = (): void => undefined;

  const take = (): { edit: number; edits: readonly Edit[] } => {
    stop();
    const edits = waiting;
    waiting = [];
    if (edits.length > 0) sent = [...sent, { edit: ++last, edits }];
    return { edit: last, edits };
  };
  const sendWaiting = (): void => {
    const { edit, edits } = take();
    if (edits.length > 0) send(edit, edits);
  };

  return {
    change: (edits, when) => {
      waiting = edits.reduce(joined, waiting);
      stop();
      if (when === 'now') sendWaiting();
      else stop = wait(sendWaiting);
    },
    send: sendWaiting,
    take,
    acknowledge: (edit) => {
      sent = sent.filter((message) => message.edit > edit);
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
