import { duration } from '../../model/duration';
import type { EventLife, SeenAttempt } from '../../model/invocation/eventLife';
import { span, tookOf, waitBefore } from '../../model/invocation/eventWords';
import { svg } from '../dom';
import { iconPath } from '../icons';
import type { Easel } from '../picture/easel';
import { layout, type Layout } from '../picture/layout';
import { outcomeBox } from '../picture/outcomeBox';

/** The course of an event in a width: its shapes, and where they stand. */
interface Course {
  readonly drawn: readonly SVGElement[];
  readonly at: Layout;
}

/**
 * Draws the course of an event over what its config plans: attempts that were made in the colour of their outcome,
 * those that may follow outlined, waits with their length, and the end that it came to.
 */
export function course(easel: Easel, life: EventLife, width: number): Course {
  const { t } = easel.words;
  const planned = Math.max(life.plan?.attempts ?? 0, life.attempts.length, 1);
  const attempts = Array.from({ length: planned }, (_, retry) => ({ retry, start: 0, end: 0, made: true }));
  const at = layout({ attempts, cutByAge: false }, width);
  const reached = reachedSide(life);
  const drawn = [
    outcomeBox(easel, at.success, {
      side: 'success',
      title: t('On success'),
      destination: life.plan?.success,
      otherwise: life.plan ? t('The result is not sent anywhere') : t('Not known'),
      reached: reached === 'success',
    }),
    outcomeBox(easel, at.failure, {
      side: 'failure',
      title: t('After the last failure'),
      destination: life.plan?.failure,
      otherwise: life.plan ? t('Discarded without a trace') : t('Not known'),
      reached: reached === 'failure',
    }),
    svg('circle', { class: 'event', cx: at.eventX, cy: at.axisY, r: 5 }),
    ...at.attempts.flatMap(({ x }, index) => stretch(easel, life, at, x, index)),
    ...runs(easel, life, at),
    ...ageMark(easel, life, at),
    ...at.attempts.flatMap(({ x }, index) => mark(life.attempts[index], index + 1, x, at)),
    ...endArrow(life, at, reached),
  ];
  return { drawn, at };
}

type Side = 'success' | 'failure' | undefined;

/** Which of the two ends an event came to; undefined while it is open, and for one that was stopped. */
function reachedSide({ state }: EventLife): Side {
  if (state === 'succeeded') return 'success';
  return state === 'failed' || state === 'discarded' ? 'failure' : undefined;
}

/** The line that leads to an attempt: drawn through where the attempt was made, else dashed. */
function stretch(easel: Easel, life: EventLife, at: Layout, x: number, index: number): SVGElement[] {
  const from = index === 0 ? at.eventX + 5 : (at.attempts[index - 1]?.x ?? 0) + at.radius;
  const to = x - at.radius;
  const attempt = life.attempts[index];
  const line = svg('path', {
    class: attempt ? 'axis' : 'axis wait',
    d: `M${from + 2} ${at.axisY}H${to - 2}`,
  });
  const wait = attempt && waitBefore(life, attempt);
  if (wait === undefined) return [line];
  const text = easel.words.say(span(wait));
  if (easel.measure(text) + 4 > to - from) return [line];
  return [line, middle('caption', (from + to) / 2, at.axisY - 8, text)];
}

function mark(attempt: SeenAttempt | undefined, number: number, x: number, at: Layout): SVGElement[] {
  const kind = attempt?.outcome ?? 'unmade';
  const given = { class: `attempt ${kind}`, 'data-attempt': attempt && number };
  const circle = svg('circle', { ...given, cx: x, cy: at.axisY, r: at.radius });
  if (at.radius < 8) return [circle];
  // The shape tells the outcome as well, for those who do not tell the colours apart.
  if (kind === 'failed' || kind === 'succeeded') {
    const d = iconPath(kind === 'failed' ? 'failure' : 'success');
    const place = `translate(${x - 8} ${at.axisY - 8})`;
    return [circle, svg('path', { class: `sign ${kind}`, d, transform: place })];
  }
  return [circle, middle(`number ${kind}`, x, at.axisY + 4, kind === 'over' ? '?' : String(number))];
}

/** How long each attempt ran, below it, as far as there is room. */
function runs(easel: Easel, life: EventLife, at: Layout): SVGElement[] {
  const gap = (at.attempts[1]?.x ?? at.ageX) - (at.attempts[0]?.x ?? 0);
  return life.attempts.flatMap((attempt, index): SVGElement[] => {
    const [ms, x] = [tookOf(attempt), at.attempts[index]?.x];
    if (ms === undefined || x === undefined) return [];
    const text = easel.words.say(span(ms));
    const width = easel.measure(text);
    if (width + 6 > gap) return [];
    // The arrow to the failure's end goes down from the last attempt.
    const beside = life.state === 'failed' && index === life.attempts.length - 1;
    return [middle('caption', beside ? x + 8 + width / 2 : x, at.axisY + 28, text)];
  });
}

/** The age limit, and the dashed line that leads to it. */
function ageMark({ words, measure }: Easel, { plan }: EventLife, at: Layout): SVGElement[] {
  if (!plan) return [];
  const last = (at.attempts.at(-1)?.x ?? 0) + at.radius + 2;
  const above = (kind: string, y: number, text: string): SVGElement =>
    middle(kind, Math.min(at.ageX, at.width - measure(text) / 2 - 2), at.axisY + y, text);
  return [
    svg('path', { class: 'axis wait', d: `M${last} ${at.axisY}H${at.ageX}` }),
    svg('path', { class: 'age', d: `M${at.ageX} ${at.axisY - 22}V${at.axisY + 16}` }),
    above('caption strong', -42, words.say(duration(plan.ageSeconds))),
    above('caption', -28, words.t('age limit')),
  ];
}

function endArrow(life: EventLife, at: Layout, reached: Side): SVGElement[] {
  if (!reached) return [];
  // What grew too old in the queue leads down from the age limit.
  const x = life.state === 'discarded' ? at.ageX : at.attempts[life.attempts.length - 1]?.x;
  if (x === undefined) return [];
  const up = reached === 'success';
  const edge = life.state === 'discarded' ? 16 : at.radius;
  const [from, to] = up
    ? [at.axisY - edge, at.success.y + at.success.height + 2]
    : [at.axisY + edge, at.failure.y - 2];
  const back = to + (up ? 5 : -5);
  const d = `M${x} ${from}V${to}M${x - 4} ${back}L${x} ${to}L${x + 4} ${back}`;
  return [svg('path', { class: `arrow ${reached} reached`, d })];
}

function middle(kind: string, x: number, y: number, text: string): SVGElement {
  return svg('text', { class: kind, x, y, 'text-anchor': 'middle' }, text);
}
