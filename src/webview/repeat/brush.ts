import { milliseconds } from '../../model/invocation/outputText';
import { h, setAttribute } from '../dom';
import type { Words } from '../i18n';

/** A part of a series: runs that were sent within it, in milliseconds from the start of the series. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Two edges over a picture of time, between which the runs are looked at. */
interface Brush {
  readonly element: HTMLElement;
  /** Undefined: all are looked at. */
  span(): Span | undefined;
  clear(): void;
  /** Lays it over a plot: its place in pixels, and how long the whole is. */
  place(
    plot: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
    whole: number,
  ): void;
}

/** Pixels between the ends of the time and those of the plot, where the edges are while all is selected. */
export const INSET = 10;

/** Pixels that a pointer has to be moved for a selection: less is a click, which takes it back. */
const CLICK = 4;

/** What a key moves an edge by, as a share of the whole; absent for a key that does something else. */
const STEPS: Readonly<Record<string, number>> = {
  ...{ ArrowLeft: -0.01, ArrowDown: -0.01, ArrowRight: 0.01, ArrowUp: 0.01 },
  ...{ PageDown: -0.1, PageUp: 0.1, Home: -1, End: 1 },
};

/** A brush that selects nothing yet; `changed` is called whenever it selects something else. */
export function createBrush({ t, say }: Words, changed: () => void): Brush {
  let span: Span | undefined;
  let whole = 1;
  let width = 1;
  const shade = () => h('div', { class: 'shade' });
  const [before, after] = [shade(), shade()];
  const edge = (label: string) =>
    h('div', { class: 'edge', role: 'slider', tabindex: 0, 'aria-label': label });
  const first = edge(t('Show runs sent from'));
  const last = edge(t('Show runs sent until'));
  const element = h('div', { class: 'brush' }, before, after, first, last);

  const draw = (): void => {
    const { from, to } = span ?? { from: 0, to: whole };
    const place = (ms: number): number => {
      if (ms <= 0 || ms >= whole) return ms <= 0 ? 0 : width;
      return INSET + (ms / whole) * (width - 2 * INSET);
    };
    before.style.width = `${String(place(from))}px`;
    after.style.left = `${String(place(to))}px`;
    for (const [handle, ms] of [
      [first, from],
      [last, to],
    ] as const) {
      handle.style.left = `${String(place(ms))}px`;
      setAttribute(handle, 'aria-valuemin', 0);
      setAttribute(handle, 'aria-valuemax', Math.round(whole));
      setAttribute(handle, 'aria-valuenow', Math.round(Math.min(ms, whole)));
      setAttribute(handle, 'aria-valuetext', say(milliseconds(Math.min(ms, whole))));
    }
    element.classList.toggle('brushed', span !== undefined);
  };
  const select = (next: Span | undefined): void => {
    const all = !next || (next.from <= 0 && next.to >= whole);
    span = all ? undefined : { from: Math.max(0, next.from), to: Math.min(whole, next.to) };
    draw();
    changed();
  };
  const between = (one: number, other: number): Span => ({
    from: Math.min(one, other),
    to: Math.max(one, other),
  });

  const press = (handle: HTMLElement, { key }: KeyboardEvent): boolean => {
    if (key === 'Escape' && span) {
      select(undefined);
      return true;
    }
    const step = STEPS[key];
    if (step === undefined) return false;
    const { from, to } = span ?? { from: 0, to: whole };
    const moved = (ms: number): number => Math.min(whole, Math.max(0, ms + step * whole));
    // An edge stops at the other one.
    if (handle === first) select({ from: Math.min(moved(from), to), to });
    else select({ from, to: Math.max(moved(to), from) });
    return true;
  };
  for (const handle of [first, last]) {
    handle.addEventListener('keydown', (event) => {
      if (press(handle, event)) event.preventDefault();
    });
  }
  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    const { left } = element.getBoundingClientRect();
    const at = (x: number): number =>
      Math.min(1, Math.max(0, (x - left - INSET) / Math.max(1, width - 2 * INSET))) * whole;
    const { from, to } = span ?? { from: 0, to: whole };
    const held = event.target === first ? to : event.target === last ? from : undefined;
    let isMoved = false;
    const move = ({ clientX }: PointerEvent): void => {
      isMoved ||= Math.abs(clientX - event.clientX) >= CLICK;
      if (isMoved) select(between(held ?? at(event.clientX), at(clientX)));
    };
    const end = (): void => {
      element.removeEventListener('pointermove', move);
      if (!isMoved && held === undefined) select(undefined);
    };
    element.setPointerCapture(event.pointerId);
    element.addEventListener('pointermove', move);
    element.addEventListener('lostpointercapture', end, { once: true });
  });

  return {
    element,
    span: () => span,
    clear: () => select(undefined),
    place: (plot, all) => {
      width = plot.width;
      whole = Math.max(1, all);
      for (const side of ['left', 'top', 'width', 'height'] as const)
        element.style[side] = `${String(plot[side])}px`;
      draw();
    },
  };
}
