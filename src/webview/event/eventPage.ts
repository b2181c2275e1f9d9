import {
  ageInWords,
  attemptInWords,
  deliveryInWords,
  gapsInWords,
  stateInWords,
} from '../../model/invocation/eventWords';
import { hasEnded, type EventLife } from '../../model/invocation/eventLife';
import { plain } from '../../model/invocation/outputText';
import { profileOf } from '../../model/services';
import { h, setAttribute, setText, svg } from '../dom';
import { createButton, createLink } from '../form/buttons';
import type { Words } from '../i18n';
import { createPageHeader } from '../pageHeader';
import { course, type Told } from '../picture/course';
import { measureIn } from '../picture/picture';
import { startPage, type HostApi } from '../startPage';
import type { Content, EventCommand, EventIds, EventPageState, FromEventPage, ToEventPage } from './protocol';
import { createStory } from './story';
import { inSentences } from '../../model/message';

/** Starts the page of an event. What VS Code keeps of it are ids only. */
export function startEventPage(api: HostApi<FromEventPage, EventIds>): void {
  startPage<ToEventPage>(api, ({ ids, state: first }, words) => {
    api.setState(ids);
    const page = createEventPage(words, first, {
      command: (command) => api.postMessage({ type: 'command', command }),
      opened: (attempts) => api.postMessage({ type: 'opened', attempts }),
    });
    return { element: page.element, receive: ({ state }) => page.draw(state) };
  });
}

/** The page of one event. */
interface EventPage {
  readonly element: HTMLElement;
  draw(state: EventPageState): void;
}

/** What the page asks its host for. */
interface PageRequests {
  command(command: EventCommand): void;
  /** The attempts, by number, whose lines are to be shown. */
  opened(attempts: readonly number[]): void;
}

const NARROWEST = 240;
const WIDEST = 860;
/** How often the age limit's clock is drawn anew, in milliseconds. */
const TICK_MS = 1000;

/** Puts the page together for a first state. */
function createEventPage(words: Words, first: EventPageState, ask: PageRequests): EventPage {
  const { t, say } = words;
  const profile = profileOf(first.subject.service);
  let state = first;
  /** This machine's clock minus the host's, in milliseconds. */
  let aheadMs = 0;
  let drawn = false;

  const badge = h('span', { class: 'badge' });
  const button = (label: string, command: EventCommand, kind: 'primary' | 'secondary' = 'secondary') =>
    createButton(label, kind, () => ask.command(command)).element;
  const skip = button(t('Skip the Wait'), 'skipWait', 'primary');
  const stop = button(t('Stop…'), 'stop');
  const replay = button(t('Replay…'), 'replay');
  const config = button(t('Open Config'), 'openConfig');
  const copy = button(t('Copy ID'), 'copyId');
  const buttons = [skip, stop, replay, config, copy];
  const head = createPageHeader(words, buttons, h('p', { class: 'badges' }, badge));
  const { title, context } = head;
  const canvas = svg('svg', { role: 'img', class: 'timeline course' });
  const frame = h('div', { class: 'frame' }, canvas);
  const age = createAgeClock(words);
  const gaps = h('ul', { class: 'note' });
  const unknown = h('section', { class: 'part' }, h('h2', {}, t('What is not known')), gaps);
  const story = createStory(words, profile, {
    opened: (attempts) => ask.opened(attempts),
    openDelivery: () => ask.command('openDelivery'),
  });
  const payload = createContent(words, t('Payload'), () => ask.command('openPayload'));
  const result = createContent(words, t('Result'), () => ask.command('openResult'));
  const news = h('p', { role: 'status', 'aria-live': 'polite', class: 'hidden' });
  const element = h(
    'div',
    { class: 'page' },
    head.element,
    h(
      'main',
      { class: 'content event' },
      h('section', { class: 'part picture' }, h('h2', {}, t('The course of this event')), frame, age.element),
      story.element,
      unknown,
      h('div', { class: 'contents' }, payload.element, result.element),
    ),
    news,
  );

  const drawPicture = (): void => {
    const width = Math.min(WIDEST, Math.max(NARROWEST, Math.floor(frame.clientWidth)));
    const { drawn: shapes, at } = course(
      { words, profile, measure: measureIn(frame) },
      { ...state.life, side: endOf(state.life) },
      width,
    );
    setAttribute(canvas, 'width', at.width);
    setAttribute(canvas, 'height', at.height);
    setAttribute(canvas, 'aria-label', inSentences(lifeInWords(state.life)));
    canvas.replaceChildren(...shapes);
  };
  const lifeInWords = (life: EventLife): readonly string[] => {
    const delivery = deliveryInWords(profile, life.delivery);
    return [
      `${say(stateInWords(life.state))}.`,
      ...life.attempts.map((attempt) => plain(`${attemptInWords(attempt, say)}.`)),
      ...(delivery ? [plain(say(delivery))] : []),
    ];
  };
  /** Shows the buttons that can be used. The focus goes on from one that can no longer be. */
  const offer = (shown: ReadonlySet<HTMLElement>): void => {
    const focused = buttons.find((one) => one === document.activeElement);
    for (const one of buttons) one.hidden = !shown.has(one);
    if (focused?.hidden === true) copy.focus();
  };

  canvas.addEventListener('click', ({ target }) => {
    const number = target instanceof Element ? target.getAttribute('data-attempt') : null;
    if (number !== null) story.open(Number(number));
  });
  new ResizeObserver(drawPicture).observe(frame);
  setInterval(() => age.draw(state.life, Date.now() - aheadMs), TICK_MS);

  return {
    element,
    draw: (next) => {
      state = next;
      aheadMs = Date.now() - next.now;
      const { life, abilities, subject } = next;
      setText(title, plain(subject.title));
      setText(context, plain([subject.context, subject.id].join(' · ')));
      setText(badge, say(stateInWords(life.state)));
      badge.className = `badge ${life.state}`;
      offer(
        new Set([
          ...(abilities.skipWait ? [skip] : []),
          ...(abilities.stop ? [stop] : []),
          ...(abilities.replay ? [replay] : []),
          config,
          copy,
        ]),
      );
      const said = gapsInWords(life, next.followed).map(say);
      unknown.hidden = said.length === 0;
      if (said.join() !== gaps.dataset['said']) gaps.replaceChildren(...said.map((gap) => h('li', {}, gap)));
      gaps.dataset['said'] = said.join();
      story.update(next);
      payload.draw(next.payload);
      result.draw(next.result);
      // News only: what was there when the page was opened is read by who comes to it.
      const [now, ...rest] = lifeInWords(life);
      const spoken = inSentences([now, rest.at(-1)].filter((part) => part !== undefined));
      if (drawn && news.dataset['spoken'] !== spoken) setText(news, spoken);
      news.dataset['spoken'] = spoken;
      drawn = true;
      drawPicture();
      age.draw(life, next.now);
    },
  };
}

/** Which of the two ends an event came to; undefined while it is open, and for one that was stopped. */
function endOf({ state }: EventLife): Told['side'] {
  if (state === 'succeeded') return 'success';
  return state === 'failed' || state === 'discarded' ? 'failure' : undefined;
}

/** How long the event has until the age limit, in words and as a bar that runs down. */
function createAgeClock({ say }: Words) {
  const text = h('span', { role: 'timer' });
  const bar = h('progress', { 'aria-hidden': 'true' });
  const element = h('p', { class: 'age-clock' }, text, bar);
  return {
    element,
    draw: (life: EventLife, now: number): void => {
      const said = ageInWords(life, now, say);
      element.hidden = said === undefined || hasEnded(life.state);
      setText(text, said ? say(said) : '');
      const whole = (life.plan?.ageSeconds ?? 0) * 1000;
      setAttribute(bar, 'max', Math.max(1, whole));
      setAttribute(bar, 'value', Math.max(0, Math.min(whole, (life.ageEndsAt ?? 0) - now)));
    },
  };
}

/** What was sent, or what came back; where it is not there, why. */
function createContent({ t }: Words, name: string, open: () => void) {
  const text = h('pre', { tabindex: 0, role: 'group', 'aria-label': name });
  const why = h('p', { class: 'note' });
  const link = createLink(t('Open as Document'), open);
  const element = h('section', { class: 'part' }, h('h2', {}, name), text, why, link);
  return {
    element,
    draw: (content: Content): void => {
      const none = content.kind === 'none';
      text.hidden = none;
      why.hidden = !none;
      link.hidden = !content.opens;
      setText(text, none ? '' : content.text);
      setText(why, none ? plain(content.why) : '');
    },
  };
}
