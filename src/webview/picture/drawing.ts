import type { Timeline } from '../../model/timeline';
import { svg } from '../dom';
import { attemptMarks, axis } from './axis';
import { captions, type Caption } from './captions';
import type { Easel } from './easel';
import type { Layout } from './layout';
import { outcomeBox } from './outcomeBox';

/** Draws a timeline as it was laid out. */
export function drawing(easel: Easel, timeline: Timeline, at: Layout): readonly SVGElement[] {
  const { t } = easel.words;
  return [
    outcomeBox(easel, at.success, {
      side: 'success',
      title: t('On success'),
      destination: timeline.success,
      otherwise: t('The result is not sent anywhere'),
    }),
    outcomeBox(easel, at.failure, {
      side: 'failure',
      title: t('After the last failure'),
      destination: timeline.failure,
      otherwise: t('Discarded without a trace'),
    }),
    ...successArrows(at),
    ...failureArrow(timeline, at),
    ...axis(at),
    ...attemptMarks(at),
    ...captions(easel, timeline, at).map(caption),
  ];
}

/** Any attempt may succeed: an arrow up from each. */
function successArrows(at: Layout): SVGElement[] {
  const to = at.success.y + at.success.height + 2;
  return at.attempts
    .filter((attempt) => attempt.made)
    .map(({ x }) => arrow('success', x, at.axisY - at.radius, to));
}

/** Only the last attempt leads to the failure's end, if it is made at all. */
function failureArrow(timeline: Timeline, at: Layout): SVGElement[] {
  const last = at.attempts.at(-1);
  return last && !timeline.cutByAge ? [arrow('failure', last.x, at.axisY + at.radius, at.failure.y - 2)] : [];
}

function arrow(kind: 'success' | 'failure', x: number, from: number, to: number): SVGElement {
  const back = to > from ? -5 : 5;
  const head = `M${x - 4} ${to + back}L${x} ${to}L${x + 4} ${to + back}`;
  return svg('path', { class: `arrow ${kind}`, d: `M${x} ${from}V${to}${head}` });
}

function caption({ x, y, text, strong }: Caption): SVGElement {
  return svg('text', { class: strong ? 'caption strong' : 'caption', x, y }, text);
}
