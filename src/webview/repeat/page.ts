import { milliseconds, plain } from '../../model/invocation/outputText';
import { hasEnded, type Run } from '../../model/repeat/run';
import { basisOf, summarize } from '../../model/repeat/statistics';
import { h, setAttribute, setText } from '../dom';
import { createButton, createLink } from '../form/buttons';
import type { Words } from '../i18n';
import { createPageHeader } from '../pageHeader';
import { icon } from '../icons';
import { startPage, type HostApi } from '../startPage';
import { createDurations } from './durations';
import { createEndings } from './endings';
import type { FromRepeatPage, KeptSeries, RepeatState, ToRepeatPage } from './protocol';
import { createRunTable } from './runTable';
import { createTimeline } from './timeline';

/** Starts the page of a series of runs. What VS Code keeps of it is an id only. */
export function startRepeatPage(api: HostApi<FromRepeatPage, KeptSeries>): void {
  startPage<ToRepeatPage>(api, ({ kept }, words) => {
    api.setState(kept);
    const page = createRepeatPage(words, (asked) => api.postMessage(asked));
    return { element: page.element, receive: ({ state, runs }) => page.draw(state, runs) };
  });
}

/** The page as a whole. */
interface RepeatPage {
  readonly element: HTMLElement;
  /** Draws a state and the runs that are new or changed. */
  draw(state: RepeatState, runs: readonly Run[]): void;
}

/** A page that has drawn nothing yet; `ask` sends a message to the host. */
function createRepeatPage(words: Words, ask: (message: FromRepeatPage) => void): RepeatPage {
  const { t, say } = words;
  const runs = new Map<number, Run>();
  let state: RepeatState | undefined;
  let before: RepeatState['phase'] | undefined;
  let frame = 0;

  const stop = createButton(t('Stop Sending'), 'secondary', () => ask({ type: 'stop' }));
  const abandon = createButton(t('Do Not Wait'), 'secondary', () => ask({ type: 'abandon' }));
  const exports = (['csv', 'json'] as const).map((as) =>
    createButton(as === 'csv' ? t('Export CSV…') : t('Export JSON…'), 'secondary', () =>
      ask({ type: 'export', as, numbers: selected().map(({ number }) => number) }),
    ),
  );
  const buttons = [stop, abandon, ...exports].map(({ element: button }) => button);
  const head = createPageHeader(words, buttons);
  const { title, context } = head;
  const bar = h('progress', { 'aria-label': t('Runs that have ended') });
  const tally = h('p', { class: 'tally' });
  const notices = h('div', { class: 'problems' });
  const timeline = createTimeline(words, () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => drawSelection(true));
  });
  const help = h('p', { class: 'note' });
  const ring = h('p', { class: 'note' }, t('A ring is a cold start.'));
  const all = createLink(t('Show All Runs'), () => timeline.clear());
  const chosen = h('p', { class: 'chosen' });
  const durations = createDurations(words);
  const endings = createEndings(words);
  const table = createRunTable(words, (number) => ask({ type: 'open', number }));
  const news = h('p', { role: 'status', 'aria-live': 'polite', class: 'hidden' });
  const element = h(
    'div',
    { class: 'page repeat' },
    head.element,
    h(
      'main',
      { class: 'content' },
      h('div', { class: 'progress' }, bar, tally),
      notices,
      h(
        'section',
        { class: 'part' },
        h('h2', {}, t('Timeline')),
        timeline.element,
        h('div', { class: 'under-timeline' }, chosen, all, ring, help),
      ),
      h('div', { class: 'both' }, durations.element, endings.element),
      h(
        'section',
        { class: 'part' },
        h('h2', {}, t('Runs')),
        h('p', { class: 'note' }, t('Enter opens what a run has sent, returned and logged.')),
        table.element,
      ),
    ),
    news,
  );
  setText(
    help,
    t('Drag over the picture, or move its two edges with the arrow keys, to look at some runs only.'),
  );

  const selected = (): readonly Run[] => {
    const span = timeline.span();
    const every = [...runs.values()];
    if (!span) return every;
    return every.filter(({ at }) => at !== undefined && at >= span.from && at <= span.to);
  };
  const drawSelection = (byHand: boolean): void => {
    const basis = basisOf([...runs.values()]);
    const span = timeline.span();
    const looked = selected();
    const summary = summarize(looked, basis);
    const text = span
      ? t(
          '{0} of {1} runs, sent from {2} to {3}',
          ...[looked.length, runs.size, say(milliseconds(span.from)), say(milliseconds(span.to))],
        )
      : t('All {0} runs', runs.size);
    setText(chosen, text);
    all.hidden = !span;
    ring.hidden = !looked.some(({ coldStart }) => coldStart === true);
    durations.draw(summary);
    endings.draw(summary.classes);
    table.draw(looked, basis);
    for (const button of exports) button.enable(looked.length > 0);
    const p50 = summary.latency.all && t('p50 {0}', say(milliseconds(summary.latency.all.p50)));
    if (byHand) setText(news, [text, p50].filter(Boolean).join('. '));
  };
  const drawState = (now: RepeatState): void => {
    const { phase } = now;
    setText(title, plain(now.title));
    setText(context, plain(now.context));
    const isSending = phase === 'running' || phase === 'stopping';
    const focused = document.activeElement;
    stop.element.hidden = phase !== 'running';
    abandon.element.hidden = phase !== 'stopping';
    // A button that goes takes the focus with it to another, not to nowhere.
    if (focused instanceof HTMLElement && focused.hidden)
      (phase === 'stopping' ? abandon.element : exports[0]?.element)?.focus();
    const ended = [...runs.values()].filter(hasEnded).length;
    bar.hidden = !isSending;
    setAttribute(bar, 'max', Math.max(1, now.runs));
    setAttribute(bar, 'value', ended);
    const said = tallyText(words, now, [...runs.values()]);
    setText(tally, said);
    const key = `${phase} ${now.problem ?? ''}`;
    if (notices.dataset['shown'] !== key) {
      notices.dataset['shown'] = key;
      notices.replaceChildren(...noticesOf(words, now));
    }
    if (before !== undefined && before !== phase) setText(news, said);
    before = phase;
  };

  return {
    element,
    draw: (next, changed) => {
      const isFirst = state === undefined;
      state = next;
      for (const run of changed) runs.set(run.number, run);
      drawState(next);
      if (!isFirst && changed.length === 0) return;
      timeline.draw([...runs.values()], basisOf([...runs.values()]));
      drawSelection(false);
    },
  };
}

function tallyText({ t }: Words, { phase, runs: count, atOnce }: RepeatState, runs: readonly Run[]): string {
  const ended = runs.filter(hasEnded).length;
  const [sending, notSent] = (['sending', 'notSent'] as const).map(
    (outcome) => runs.filter((run) => run.outcome === outcome).length,
  );
  const parts = [
    phase === 'stopping' ? t('Stopped: waiting for what is under way.') : undefined,
    ended === count ? t('{0} runs', count) : t('{0} of {1} runs have ended', ended, count),
    sending ? t('{0} under way', sending) : undefined,
    notSent ? t('{0} not sent', notSent) : undefined,
    t('at most {0} at a time', atOnce),
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

function noticesOf({ t }: Words, { phase, problem }: RepeatState): readonly HTMLElement[] {
  const notice = (kind: 'error' | 'info', text: string): HTMLElement =>
    h(
      'div',
      { class: `notice ${kind}`, role: kind === 'error' ? 'alert' : undefined },
      icon(kind),
      h('div', {}, h('p', {}, text)),
    );
  if (problem !== undefined) return [notice('error', t('Nothing more was sent. {0}', plain(problem)))];
  if (phase === 'elsewhere')
    return [notice('info', t('Another window sends these runs. Open them again to see how far they are.'))];
  if (phase === 'cutOff')
    return [
      notice(
        'info',
        t(
          'The window that sent these runs was closed. Nothing was sent again; whether those under way have run is not known.',
        ),
      ),
    ];
  return [];
}
