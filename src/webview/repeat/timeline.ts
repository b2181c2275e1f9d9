import { milliseconds } from '../../model/invocation/outputText';
import { hasEnded, markOf, type Run } from '../../model/repeat/run';
import { timeOf, type Basis } from '../../model/repeat/statistics';
import { h, setAttribute, svg } from '../dom';
import type { Words } from '../i18n';
import { createBrush, INSET, type Span } from './brush';
import { markAt, MARKS, ringAt } from './marks';

/** When each run was sent and how long it took, with a brush that selects some of them. */
interface Timeline {
  readonly element: HTMLElement;
  span(): Span | undefined;
  /** Selects all runs again. */
  clear(): void;
  draw(runs: readonly Run[], basis: Basis | undefined): void;
}

const HEIGHT = 208;
/** Room for the axes; `lane`: for runs without a time, below the others. */
const ROOM = { left: 64, right: 16, top: 12, bottom: 26, lane: 28 } as const;
const NARROWEST = 240;

/** A timeline without runs; `changed` is called whenever the brush selects something else. */
export function createTimeline(words: Words, changed: () => void): Timeline {
  const { t, say } = words;
  let shown: readonly Run[] = [];
  let by: Basis | undefined;
  const brush = createBrush(words, changed);
  const canvas = svg('svg', { role: 'img', class: 'plot', height: HEIGHT });
  const element = h('div', { class: 'timeline' }, canvas, brush.element);

  const redraw = (): void => {
    const width = Math.max(NARROWEST, Math.floor(element.clientWidth));
    const bottom = HEIGHT - ROOM.bottom;
    const plot = {
      ...{ left: ROOM.left, top: ROOM.top },
      ...{ width: width - ROOM.left - ROOM.right, height: bottom - ROOM.top },
    };
    const ended = shown.filter((run) => hasEnded(run) && run.at !== undefined);
    const whole = Math.max(1, ...shown.map(({ at = 0 }) => at));
    const x = (ms: number): number => plot.left + INSET + (ms / whole) * (plot.width - 2 * INSET);
    const times = ended.flatMap((run) => timeOf(run, by) ?? []);
    const scale = durationScale(times, bottom - ROOM.lane - 8, ROOM.top + 6);
    const paths = new Map<string, string[]>(MARKS.map((mark) => [mark, []]));
    const rings: string[] = [];
    for (const run of ended) {
      const time = timeOf(run, by);
      const place = [
        x(run.at ?? 0),
        time === undefined ? bottom - ROOM.lane / 2 : scale.place(time),
      ] as const;
      const mark = markOf(run.outcome);
      paths.get(mark)?.push(markAt(mark, ...place));
      if (run.coldStart === true) rings.push(ringAt(...place));
    }
    const right = plot.left + plot.width;
    const lane = bottom - ROOM.lane;
    const hasLane = times.length < ended.length;
    setAttribute(canvas, 'width', width);
    setAttribute(canvas, 'viewBox', `0 0 ${String(width)} ${String(HEIGHT)}`);
    setAttribute(
      canvas,
      'aria-label',
      t('When each of {0} runs was sent, and how long it took', ended.length),
    );
    canvas.replaceChildren(
      ...(times.length > 0 ? scale.ticks : []).flatMap((ms) => {
        const y = Math.round(scale.place(ms)) + 0.5;
        return [
          svg('path', { class: 'grid-line', d: `M${String(plot.left)} ${String(y)}H${String(right)}` }),
          svg(
            'text',
            { class: 'tick', x: plot.left - 8, y: y + 4, 'text-anchor': 'end' },
            ms === 0 ? '0' : say(milliseconds(ms)),
          ),
        ];
      }),
      ...(hasLane
        ? [
            svg(
              'text',
              { class: 'tick', x: plot.left - 8, y: lane + ROOM.lane / 2 + 4, 'text-anchor': 'end' },
              t('no time'),
            ),
          ]
        : []),
      svg('path', {
        class: 'axis-line',
        d: `M${String(plot.left)} ${String(bottom + 0.5)}H${String(right)}`,
      }),
      ...ticksUpTo(whole, Math.max(2, Math.floor(plot.width / 110))).map((ms) =>
        svg(
          'text',
          { class: 'tick', x: x(ms), y: bottom + 18, 'text-anchor': 'middle' },
          ms === 0 ? '0' : say(milliseconds(ms)),
        ),
      ),
      ...MARKS.map((mark) => svg('path', { class: `run-mark ${mark}`, d: (paths.get(mark) ?? []).join('') })),
      svg('path', { class: 'ring-of-cold', d: rings.join('') }),
    );
    brush.place(plot, whole);
  };
  new ResizeObserver(redraw).observe(element);

  return {
    element,
    span: () => brush.span(),
    clear: () => brush.clear(),
    draw: (runs, basis) => {
      shown = runs;
      by = basis;
      redraw();
    },
  };
}

/** A place for each time, and times worth a line. */
interface Scale {
  place(ms: number): number;
  readonly ticks: readonly number[];
}

/** Times that are further apart than this get the same room for each tenfold. */
const FAR = 20;

/** Round times from 0 to `longest`, at about as many as there is room for. */
function ticksUpTo(longest: number, room: number): readonly number[] {
  if (longest <= 0) return [0];
  const rough = longest / Math.max(1, room);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((one) => one * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.floor(longest / step + 1e-9) + 1 }, (_, i) => i * step);
}

/** A scale for durations from `bottom` (the shortest) up to `top` (the longest), in pixels. */
function durationScale(durations: readonly number[], bottom: number, top: number): Scale {
  const longest = Math.max(...durations, 0.001);
  const shortest = Math.min(...durations.filter((ms) => ms > 0), longest);
  const between = (share: number): number => bottom + (top - bottom) * Math.min(1, Math.max(0, share));
  if (longest / shortest <= FAR) {
    const ticks = ticksUpTo(longest, 4);
    return { place: (ms) => between(ms / (longest * 1.05)), ticks };
  }
  const [from, to] = [Math.floor(Math.log10(shortest)), Math.ceil(Math.log10(longest * 1.05))];
  const decades = Array.from({ length: to - from + 1 }, (_, i) => Number((10 ** (from + i)).toPrecision(3)));
  const every = Math.ceil(decades.length / 5);
  return {
    place: (ms) => between((Math.log10(Math.max(ms, 10 ** from)) - from) / (to - from)),
    ticks: decades.filter((_, i) => i % every === 0),
  };
}
