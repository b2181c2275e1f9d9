import { duration } from '../../model/duration';
import type { EventPlan, LifeState, SeenAttempt } from '../../model/invocation/eventLife';
import { span, tookOf, waitBefore } from '../../model/invocation/eventWords';
import { svg } from '../dom';
import { iconPath } from '../icons';
import type { Easel } from './easel';
import { layout, type Layout } from './layout';
import { outcomeBox } from './outcomeBox';

/** What a course is drawn from: the life of an event, or a simulated one. Times are milliseconds of one clock. */
export interface Told {
  readonly state: LifeState;
  readonly acceptedAt?: number;
  readonly attempts: readonly ToldAttempt[];
  readonly plan: EventPlan | undefined;
  /** The end that the event came to; undefined while it is open, and for one that nobody is told of. */
  readonly side: 'success' | 'failure' | undefined;
}

/** An attempt that was made; a throttled one did not run the function. */
interface ToldAttempt extends Pick<SeenAttempt, 'number' | 'start' | 'end' | 'durationMs'> {
  readonly outcome: SeenAttempt['outcome'] | 'throttled';
}

/** The course of an event in a width: its shapes, and where they stand. */
interface Course {
  readonly drawn: readonly SVGElement[];
  readonly at: Layout;
}

/** A place on the axis. */
interface Place {
  readonly x: number;
  /** Of the attempt that stands here, from 1; undefined: more attempts than there is room for. */
  readonly number: number | undefined;
  /** Undefined where it has not been made. */
  readonly attempt: ToldAttempt | undefined;
}

/** Pixels that a mark with its sign needs, the line to the next one included, and those that no mark can have. */
const NEEDED = 24;
const MARGINS = 128;
/** What a config of any service can plan; so many are drawn in any width. */
const ALWAYS = 9;

/**
 * Draws the course of an event over what its config plans: attempts that were made in the colour of their outcome,
 * those that may follow outlined, waits with their length, and the end that it came to.
 */
export function course(easel: Easel, told: Told, width: number): Course {
  const { t } = easel.words;
  const { plan, side } = told;
  const { at, places } = placed(told, width);
  const drawn = [
    outcomeBox(easel, at.success, {
      side: 'success',
      title: t('On success'),
      destination: plan?.success,
      otherwise: plan ? t('The result is not sent anywhere') : t('Not known'),
      reached: side === 'success',
    }),
    outcomeBox(easel, at.failure, {
      side: 'failure',
      title: t('After the last failure'),
      destination: plan?.failure,
      otherwise: plan ? t('Discarded without a trace') : t('Not known'),
      reached: side === 'failure',
    }),
    svg('circle', { class: 'event', cx: at.eventX, cy: at.axisY, r: 5 }),
    ...places.flatMap((_, index) => stretch(easel, told, at, places, index)),
    ...runs(easel, told, at, places),
    ...ageMark(easel, told, at, places),
    ...places.flatMap((place) => mark(place, at)),
    ...endArrow(told, at, places),
  ];
  return { drawn, at };
}

/** The places of the attempts; where they are too many for the width, some before the last are left out. */
function placed({ state, attempts, plan }: Told, width: number): { at: Layout; places: readonly Place[] } {
  const planned = Math.max(plan?.attempts ?? 0, attempts.length, 1);
  const most = Math.max(ALWAYS, Math.floor((width - MARGINS) / NEEDED));
  const numbers = Array.from({ length: planned }, (_, index): number | undefined => index + 1);
  if (planned > most) numbers.splice(most - 2, planned - most + 1, undefined);
  // What has become too old is not tried again: the limit stands before what was planned.
  const isMade = (number = 1): boolean => state !== 'discarded' || number <= attempts.length;
  const marks = numbers.map((number, retry) => ({ retry, start: 0, end: 0, made: isMade(number) }));
  const at = layout({ attempts: marks, cutByAge: marks.some(({ made }) => !made) }, width);
  const places = at.attempts.map(({ x }, index): Place => {
    const number = numbers[index];
    return { x, number, attempt: number === undefined ? undefined : attempts[number - 1] };
  });
  return { at, places };
}

/** The line that leads to an attempt: drawn through where the attempt was made, else dashed. */
function stretch(
  easel: Easel,
  told: Told,
  at: Layout,
  places: readonly Place[],
  index: number,
): SVGElement[] {
  const { x, attempt } = places[index] as Place;
  const before = places[index - 1];
  if (isBehindAge(told, places[index] as Place)) return [];
  const from = before ? before.x + at.radius : at.eventX + 5;
  const to = x - at.radius;
  const line = svg('path', {
    class: attempt ? 'axis' : 'axis wait',
    d: `M${from + 2} ${at.axisY}H${to - 2}`,
  });
  const wait = attempt && !isGap(before) ? waitBefore(told, attempt) : undefined;
  if (wait === undefined) return [line];
  const text = easel.words.say(span(wait));
  if (easel.measure(text) + 4 > to - from) return [line];
  return [line, middle('caption', (from + to) / 2, at.axisY - 8, text)];
}

function isGap(place: Place | undefined): boolean {
  return place !== undefined && place.number === undefined;
}

function isBehindAge({ state }: Told, place: Place): boolean {
  return state === 'discarded' && !place.attempt && !isGap(place);
}

function mark({ x, number, attempt }: Place, at: Layout): SVGElement[] {
  if (number === undefined) return [middle('number unmade', x, at.axisY + 4, '…')];
  const kind = attempt?.outcome ?? 'unmade';
  const given = { class: `attempt ${kind}`, 'data-attempt': attempt && number };
  const circle = svg('circle', { ...given, cx: x, cy: at.axisY, r: at.radius });
  if (at.radius < 8) return [circle];
  // The shape tells the outcome as well, for those who do not tell the colours apart.
  const sign = SIGNS[kind];
  if (sign) {
    const place = `translate(${x - 8} ${at.axisY - 8})`;
    return [circle, svg('path', { class: `sign ${kind}`, d: iconPath(sign), transform: place })];
  }
  return [circle, middle(`number ${kind}`, x, at.axisY + 4, kind === 'over' ? '?' : String(number))];
}

const SIGNS: Readonly<Record<string, 'failure' | 'success' | 'pause'>> = {
  failed: 'failure',
  succeeded: 'success',
  throttled: 'pause',
};

/** How long each attempt ran, below it, as far as there is room. */
function runs(easel: Easel, told: Told, at: Layout, places: readonly Place[]): SVGElement[] {
  const gap = (places[1]?.x ?? at.ageX) - (places[0]?.x ?? 0);
  return places.flatMap(({ x, attempt }): SVGElement[] => {
    const ms = attempt && attempt.outcome !== 'throttled' ? tookOf(attempt) : undefined;
    if (ms === undefined) return [];
    const text = easel.words.say(span(ms));
    const width = easel.measure(text);
    if (width + 6 > gap) return [];
    // The arrow to the failure's end goes down from the last attempt.
    const beside = told.state === 'failed' && attempt?.number === told.attempts.length;
    return [middle('caption', beside ? x + 8 + width / 2 : x, at.axisY + 28, text)];
  });
}

/** The age limit, and the dashed line that leads to it. */
function ageMark({ words, measure }: Easel, told: Told, at: Layout, places: readonly Place[]): SVGElement[] {
  const { plan, state, side } = told;
  if (!plan) return [];
  const last = places.findLast((place) => !isBehindAge(told, place));
  const from = last ? last.x + at.radius : at.eventX + 5;
  const above = (kind: string, y: number, text: string): SVGElement =>
    middle(kind, Math.min(at.ageX, at.width - measure(text) / 2 - 2), at.axisY + y, text);
  return [
    svg('path', { class: 'axis wait', d: `M${from + 2} ${at.axisY}H${at.ageX}` }),
    svg('path', { class: 'age', d: `M${at.ageX} ${at.axisY - 22}V${at.axisY + 16}` }),
    above('caption strong', -42, words.say(duration(plan.ageSeconds))),
    above('caption', -28, words.t('age limit')),
    ...(state === 'discarded' && side === undefined ? [above('caption', 30, words.t('dropped'))] : []),
  ];
}

function endArrow({ state, attempts, side }: Told, at: Layout, places: readonly Place[]): SVGElement[] {
  if (!side) return [];
  // What grew too old in the queue leads down from the age limit.
  const last = places.find(({ attempt }) => attempt?.number === attempts.length);
  const x = state === 'discarded' ? at.ageX : last?.x;
  if (x === undefined) return [];
  const up = side === 'success';
  const edge = state === 'discarded' ? 16 : at.radius;
  const [from, to] = up
    ? [at.axisY - edge, at.success.y + at.success.height + 2]
    : [at.axisY + edge, at.failure.y - 2];
  const back = to + (up ? 5 : -5);
  const d = `M${x} ${from}V${to}M${x - 4} ${back}L${x} ${to}L${x + 4} ${back}`;
  return [svg('path', { class: `arrow ${side} reached`, d })];
}

function middle(kind: string, x: number, y: number, text: string): SVGElement {
  return svg('text', { class: kind, x, y, 'text-anchor': 'middle' }, text);
}
