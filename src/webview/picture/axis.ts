import { svg } from '../dom';
import type { AttemptMark, Layout } from './layout';

/** The line of time: the event, the waits (dashed, being assumed) and the age limit. */
export function axis(at: Layout): readonly SVGElement[] {
  const y = at.axisY;
  const [first] = at.attempts;
  const stops = at.attempts.map(({ x }) => x);
  const waits = stops.slice(1).map((x, i) => wait((stops[i] as number) + at.radius, x - at.radius, y));
  const last = at.attempts.findLast((attempt) => attempt.made);
  return [
    svg('circle', { class: 'event', cx: at.eventX, cy: y, r: 5 }),
    ...(first ? [svg('path', { class: 'axis', d: `M${at.eventX + 5} ${y}H${first.x - at.radius}` })] : []),
    ...waits,
    ...(last && last === at.attempts.at(-1) ? [wait(last.x + at.radius, at.ageX, y)] : []),
    svg('path', { class: 'age', d: `M${at.ageX} ${y - 22}V${y + 16}` }),
  ];
}

/** The attempts, numbered; those that the age limit prevents are only outlined. */
export function attemptMarks(at: Layout): readonly SVGElement[] {
  return at.attempts.flatMap((attempt) => mark(attempt, at));
}

function mark({ x, retry, made }: AttemptMark, { axisY, radius }: Layout): SVGElement[] {
  const kind = made ? 'attempt' : 'attempt unmade';
  const circle = svg('circle', { class: kind, cx: x, cy: axisY, r: radius });
  if (radius < 8) return [circle];
  const number = svg(
    'text',
    { class: `${kind} number`, x, y: axisY + 4, 'text-anchor': 'middle' },
    String(retry + 1),
  );
  return [circle, number];
}

function wait(from: number, to: number, y: number): SVGElement {
  return svg('path', { class: 'axis wait', d: `M${from + 2} ${y}H${to - 2}` });
}
