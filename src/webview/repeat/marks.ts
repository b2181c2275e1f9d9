import { markOf, type RunMark, type RunOutcome } from '../../model/repeat/run';
import { svg } from '../dom';

/** Outlines around a point, one shape for each mark: what tells them apart without their colours. */
const SHAPES: Readonly<Record<RunMark, string>> = {
  good: 'm-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z',
  failed: 'm0-4.5 4.5 8h-9z',
  throttled: 'm-3.5-3.5h7v7h-7z',
  refused: 'm0-5 5 5-5 5-5-5z',
  silent: 'm-4-4 8 8m0-8-8 8',
  left: 'm-4.5 0h9m-4.5-4.5v9',
};

/** All marks, those drawn last that matter most. */
export const MARKS = ['good', 'left', 'silent', 'refused', 'throttled', 'failed'] as const;

/** The outline of a mark at a point, as a part of a path. */
export function markAt(mark: RunMark, x: number, y: number): string {
  return `M${round(x)} ${round(y)}${SHAPES[mark]}`;
}

/** A ring around a mark at a point, as a part of a path: a new instance was started for the run. */
export function ringAt(x: number, y: number): string {
  return `M${round(x)} ${round(y)}m-7 0a7 7 0 1 0 14 0a7 7 0 1 0-14 0z`;
}

/** The mark of an outcome beside its words; for those who see it only. */
export function markBeside(outcome: RunOutcome): SVGSVGElement {
  const mark = markOf(outcome);
  return svg(
    'svg',
    { class: 'mark-of', viewBox: '0 0 14 14', width: 14, height: 14, 'aria-hidden': 'true' },
    svg('path', { class: `run-mark ${mark}`, d: markAt(mark, 7, 7) }),
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
