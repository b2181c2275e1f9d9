import { destinationInWords } from '../../model/destination';
import { hasEnded, type EventLife, type SeenAttempt } from '../../model/invocation/eventLife';
import {
  attemptInWords,
  deliveryInWords,
  span,
  stateInWords,
  waitBefore,
} from '../../model/invocation/eventWords';
import { clockBeside, plain } from '../../model/invocation/outputText';
import type { ServiceProfile } from '../../model/service';
import { h, setAttribute, setText } from '../dom';
import { createLink } from '../form/buttons';
import type { Words } from '../i18n';
import { icon } from '../icons';
import type { EventPageState } from './protocol';

/** The course of an event as a list: each attempt can be opened to read what it wrote. */
interface Story {
  readonly element: HTMLElement;
  update(state: EventPageState): void;
  /** Opens an attempt, by its number, and brings it into sight. */
  open(attempt: number): void;
}

/** What the list asks for. */
interface StoryRequests {
  /** Tells the attempts, by number, that are open now. */
  opened(attempts: readonly number[]): void;
  openDelivery(): void;
}

/** A list that keeps its items, and which of them are open, while news come in. */
export function createStory(words: Words, profile: ServiceProfile, ask: StoryRequests): Story {
  const { t, say } = words;
  const list = h('ol', { class: 'story' });
  const rows: AttemptRow[] = [];
  const queued = createRow();
  const end = createRow();
  const delivery = createRow();
  const open = createLink(t('Open Delivered Record'), () => ask.openDelivery());
  delivery.element.append(open);
  list.append(queued.element);

  const tell = (): void =>
    ask.opened(rows.flatMap(({ details }, index) => (details.open ? [index + 1] : [])));
  /** A moment that was told before: the next one tells its day only where that is another. */
  let told = 0;
  const clockOf = (time: number | undefined): string => {
    if (time === undefined) return '';
    const said = clockBeside(time, told);
    told = time;
    return said;
  };
  const show = (row: Row, time: number | undefined, text: string | undefined): void => {
    if (text === undefined) {
      row.element.remove();
      return;
    }
    setText(row.time, clockOf(time));
    setText(row.text, plain(text));
  };

  return {
    element: h('section', { class: 'part' }, h('h2', {}, t('What has happened')), list),
    update: ({ life, lineCounts, now }) => {
      told = now;
      show(queued, life.queuedAt, say(stateInWords('queued')));
      while (rows.length < life.attempts.length) {
        const row = createAttemptRow(words, tell);
        (rows.at(-1) ?? queued).element.after(row.element);
        rows.push(row);
      }
      while (rows.length > life.attempts.length) rows.pop()?.element.remove();
      life.attempts.forEach((attempt, index) =>
        rows[index]?.update(attempt, life, lineCounts[index] ?? 0, clockOf),
      );

      const said = endInWords(life);
      const ended = life.endedAt === undefined ? undefined : life.endedAt - life.skewMs;
      show(end, ended, said && [say(said), life.error?.text].filter((part) => part).join(': '));
      if (said && !end.element.isConnected) list.append(end.element);
      const delivered = deliveryInWords(profile, life.delivery);
      const at = life.delivery.kind === 'delivered' ? life.delivery.seen.at : undefined;
      show(delivery, at === undefined ? undefined : at - life.skewMs, delivered && say(delivered));
      const named = 'destination' in life.delivery ? life.delivery.destination : undefined;
      setAttribute(delivery.text, 'title', named && plain(say(destinationInWords(profile, named))));
      open.hidden = !(life.delivery.kind === 'delivered' && life.delivery.seen.file !== undefined);
      if (delivered && list.lastElementChild !== delivery.element) list.append(delivery.element);
    },
    open: (number) => {
      const row = rows[number - 1];
      if (!row) return;
      row.details.open = true;
      row.element.scrollIntoView({ block: 'nearest' });
    },
  };

  /** An end that no attempt tells. */
  function endInWords({ state, attempts }: EventLife): ReturnType<typeof stateInWords> | undefined {
    if (!hasEnded(state)) return undefined;
    const told = (state === 'succeeded' || state === 'failed') && attempts.length > 0;
    return told ? undefined : stateInWords(state);
  }
}

interface Row {
  readonly element: HTMLElement;
  readonly time: HTMLElement;
  readonly text: HTMLElement;
}

function createRow(): Row {
  const time = h('span', { class: 'time' });
  const text = h('span', { class: 'text' });
  return { element: h('li', {}, h('span', { class: 'sign' }, icon('info')), time, text), time, text };
}

interface AttemptRow {
  readonly element: HTMLElement;
  readonly details: HTMLDetailsElement;
  update(
    attempt: SeenAttempt,
    life: EventLife,
    lineCount: number,
    clockOf: (time: number | undefined) => string,
  ): void;
}

function createAttemptRow({ t, say }: Words, toggled: () => void): AttemptRow {
  const sign = h('span', { class: 'sign' });
  const time = h('span', { class: 'time' });
  const text = h('span', { class: 'text' });
  const wait = h('span', { class: 'note' });
  const more = h('p', { class: 'note' });
  const lines = h('pre', { tabindex: 0, role: 'group', 'aria-label': t('Log lines of this attempt') });
  const none = h('p', { class: 'note' }, t('No log line of this attempt is known.'));
  const details = h('details', {}, h('summary', {}, sign, time, wait, text), more, lines, none);
  const element = h('li', {}, details);
  details.addEventListener('toggle', toggled);
  return {
    element,
    details,
    update: (attempt, life, lineCount, clockOf) => {
      const { outcome, start } = attempt;
      if (element.dataset['outcome'] !== outcome) sign.replaceChildren(signOf(outcome));
      element.dataset['outcome'] = outcome;
      setText(time, clockOf(start === undefined ? undefined : start - life.skewMs));
      setText(text, plain(attemptInWords(attempt, say)));
      const waited = waitBefore(life, attempt);
      setText(wait, waited === undefined ? '' : `${t('waited {0}', say(span(waited)))} · `);
      const left = attempt.lines.length === 0 ? 0 : lineCount - attempt.lines.length;
      more.hidden = left === 0;
      setText(
        more,
        left === 1 ? t('1 line before is not shown.') : t('{0} lines before are not shown.', left),
      );
      // Who reads the last line goes on to do so.
      const atEnd = lines.scrollTop + lines.clientHeight >= lines.scrollHeight - 4;
      setText(lines, attempt.lines.map((line) => plain(line.text)).join('\n'));
      lines.hidden = attempt.lines.length === 0;
      if (atEnd) lines.scrollTop = lines.scrollHeight;
      none.hidden = lineCount > 0;
    },
  };
}

/** A sign beside the words that say the same; what runs turns. */
function signOf(outcome: SeenAttempt['outcome']): Element {
  switch (outcome) {
    case 'running':
      return h('span', { class: 'ring', 'aria-hidden': 'true' });
    case 'succeeded':
      return icon('success');
    case 'failed':
      return icon('failure');
    case 'over':
      return icon('info');
  }
}
