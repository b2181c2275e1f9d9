import type { Bar, Latency, Start } from '../../model/repeat/statistics';
import { svg } from '../dom';

/** How high the picture is, in pixels. */
export const HEIGHT = 148;
/** Room for the names of three percentiles above the bars, and for times below them. */
const ROOM = { left: 4, right: 4, top: 46, bottom: 22 } as const;
const STARTS = ['cold', 'warm', 'unknown'] as const;

/** How many runs a bar is of. */
export function totalOf({ cold, warm, unknown }: Bar): number {
  return cold + warm + unknown;
}

/** Bars of at most `width` pixels, with a line at each percentile of all. `time`: milliseconds in words. */
export function histogram(
  bars: readonly Bar[],
  all: Latency | undefined,
  width: number,
  time: (ms: number) => string,
): readonly SVGElement[] {
  const bottom = HEIGHT - ROOM.bottom;
  const inner = width - ROOM.left - ROOM.right;
  const step = inner / Math.max(1, bars.length);
  const most = Math.max(1, ...bars.map(totalOf));
  const height = (count: number): number => (count / most) * (bottom - ROOM.top);
  const drawn: SVGElement[] = [...hatches()];
  bars.forEach((bar, index) => {
    let y = bottom;
    for (const start of STARTS) {
      if (bar[start] === 0) continue;
      // One run among a thousand is seen, too.
      const tall = Math.max(2, height(bar[start]));
      y -= tall;
      const x = ROOM.left + index * step + 0.5;
      drawn.push(svg('rect', { ...filled(start), x, y, width: Math.max(1, step - 1), height: tall }));
    }
  });
  /** A time lies in its bar as far as it is from the bar's beginning. */
  const place = (ms: number): number => {
    const index = Math.max(
      0,
      bars.findLastIndex(({ from }) => from <= ms),
    );
    const bar = bars[index];
    return ROOM.left + step * (index + (bar ? Math.min(1, (ms - bar.from) / (bar.to - bar.from)) : 0));
  };
  const lines = all
    ? ([
        ['p50', all.p50],
        ['p90', all.p90],
        ['p99', all.p99],
      ] as const)
    : [];
  const names: SVGElement[] = [];
  for (const [row, [name, ms]] of lines.entries()) {
    const x = Math.round(place(ms)) + 0.5;
    const top = row * 14 + 4;
    const isFar = x > width - 110;
    drawn.push(
      svg('path', { class: 'percentile-line', d: `M${String(x)} ${String(top)}V${String(bottom)}` }),
    );
    // The names stand over the lines of the others.
    const side = isFar ? { x: x - 5, 'text-anchor': 'end' } : { x: x + 5, 'text-anchor': 'start' };
    names.push(svg('text', { class: 'tick strong', y: top + 9, ...side }, `${name} ${time(ms)}`));
  }
  drawn.push(
    svg('path', {
      class: 'axis-line',
      d: `M${String(ROOM.left)} ${String(bottom + 0.5)}H${String(width - ROOM.right)}`,
    }),
  );
  const every = Math.max(1, Math.ceil(bars.length / Math.max(1, Math.floor(inner / 80))));
  bars.forEach(({ from }, index) => {
    if (index % every !== 0) return;
    const x = ROOM.left + index * step;
    drawn.push(
      svg(
        'text',
        { class: 'tick', x, y: bottom + 16, 'text-anchor': index === 0 ? 'start' : 'middle' },
        time(from),
      ),
    );
  });
  return [...drawn, ...names];
}

/** What tells bars of cold, warm and unknown starts apart without their colours. */
function hatches(): readonly SVGElement[] {
  const hatch = (id: string, d: string): SVGElement =>
    svg(
      'pattern',
      { id, width: 6, height: 6, patternUnits: 'userSpaceOnUse' },
      svg('rect', { class: `ground ${id}`, width: 6, height: 6 }),
      svg('path', { class: 'hatch', d }),
    );
  return [svg('defs', {}, hatch('hatch-cold', 'M-1 1 1-1M0 6 6 0M5 7 7 5'), hatch('hatch-warm', 'M0 3H6'))];
}

/** A style sheet could not name what is drawn here: it would look for it in itself. */
function filled(start: Start): { readonly class: string; readonly fill: string | undefined } {
  return { class: `bar ${start}`, fill: start === 'unknown' ? undefined : `url(#hatch-${start})` };
}

/** What bars of a kind of start are filled with, beside its name. */
export function swatch(start: Start): SVGSVGElement {
  return svg(
    'svg',
    { class: 'mark-of', viewBox: '0 0 14 14', width: 14, height: 14, 'aria-hidden': 'true' },
    svg('rect', { ...filled(start), x: 1, y: 1, width: 12, height: 12 }),
  );
}
