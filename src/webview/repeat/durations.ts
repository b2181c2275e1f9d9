import { milliseconds } from '../../model/invocation/outputText';
import type { Latency, Start, Summary } from '../../model/repeat/statistics';
import { h, setAttribute, setText, svg } from '../dom';
import type { Words } from '../i18n';
import { HEIGHT, histogram, swatch, totalOf } from './histogram';
import { inSentences } from '../../model/message';

/** Percentiles and histogram of what is selected. */
interface Durations {
  readonly element: HTMLElement;
  draw(summary: Summary): void;
}

const STARTS = ['cold', 'warm', 'unknown'] as const;
const NARROWEST = 220;

/** An empty table of percentiles above an empty histogram. */
export function createDurations(words: Words): Durations {
  const { t, say } = words;
  const time = (ms: number): string => say(milliseconds(ms));
  const names: Readonly<Record<Start | 'all', string>> = {
    all: t('All'),
    cold: t('Cold start'),
    warm: t('Warm'),
    unknown: t('Start unknown'),
  };
  const head = ['', t('Runs'), 'p50', 'p90', 'p99', t('Longest')];
  const body = h('tbody', {});
  const table = h(
    'table',
    { class: 'percentiles', 'aria-label': t('Percentiles of durations') },
    h(
      'thead',
      {},
      h('tr', {}, ...head.map((name) => (name === '' ? h('td', {}) : h('th', { scope: 'col' }, name)))),
    ),
    body,
  );
  const canvas = svg('svg', { role: 'img', class: 'plot', height: HEIGHT });
  const frame = h('div', { class: 'frame' }, canvas);
  const none = h('p', { class: 'note' }, t('No run has a duration yet.'));
  const note = h('p', { class: 'note' });
  const element = h('section', { class: 'part' }, h('h2', {}, t('Durations')), none, table, frame, note);
  let shown: Summary | undefined;

  const rowOf = (start: Start | 'all', { count, p50, p90, p99, longest }: Latency): HTMLElement =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, start === 'all' ? '' : swatch(start), names[start]),
      ...[String(count), ...[p50, p90, p99, longest].map(time)].map((text) => h('td', {}, text)),
    );
  const redraw = (): void => {
    if (!shown) return;
    const { bars, latency } = shown;
    const width = Math.max(NARROWEST, Math.floor(frame.clientWidth));
    setAttribute(canvas, 'width', width);
    setAttribute(canvas, 'viewBox', `0 0 ${String(width)} ${String(HEIGHT)}`);
    const fullest = [...bars].sort((a, b) => totalOf(b) - totalOf(a))[0];
    setAttribute(
      canvas,
      'aria-label',
      fullest
        ? t(
            'Histogram. Most runs, {0}, took {1} to {2}',
            totalOf(fullest),
            time(fullest.from),
            time(fullest.to),
          )
        : t('Histogram'),
    );
    canvas.replaceChildren(...histogram(bars, latency.all, width, time));
  };
  new ResizeObserver(redraw).observe(frame);

  return {
    element,
    draw: (summary) => {
      shown = summary;
      const { latency, basis, untimed } = summary;
      // Where nothing is known of any start, a second row would repeat the first.
      const isTold = latency.cold ?? latency.warm;
      const known = (['all', ...(isTold ? STARTS : [])] as const).filter((start) => latency[start]);
      const rows = known.flatMap((start) => {
        const found = latency[start];
        return found ? [rowOf(start, found)] : [];
      });
      body.replaceChildren(...rows);
      const isEmpty = !latency.all;
      none.hidden = !isEmpty;
      for (const part of [table, frame, note]) part.toggleAttribute('hidden', isEmpty);
      const said = [
        basis === 'roundTrip'
          ? t(
              'The service measured nothing: these are times from the send to the response, network included.',
            )
          : t('As the service measured them.'),
        t('Percentiles are nearest-rank: each is the time of a run.'),
        untimed > 0 ? t('{0} runs have no duration.', untimed) : '',
        latency.unknown ? t('Where the service does not tell, nobody knows whether a start was cold.') : '',
      ];
      setText(note, inSentences(said.filter(Boolean)));
      redraw();
    },
  };
}
