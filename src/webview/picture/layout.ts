import type { Timeline } from '../../model/timeline';

/** A rectangle in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where an attempt stands on the axis. */
export interface AttemptMark {
  readonly x: number;
  readonly retry: number;
  readonly made: boolean;
}

/** Where everything of the picture stands, in pixels. Times are in order but not to scale: no document tells them. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly axisY: number;
  /** The arrival of the event. */
  readonly eventX: number;
  readonly attempts: readonly AttemptMark[];
  readonly radius: number;
  /** The age limit; attempts behind it are not made. */
  readonly ageX: number;
  readonly success: Box;
  readonly failure: Box;
}

const EDGE = 1;
const BOX_HEIGHT = 46;
const AXIS_Y = 104;
const FAILURE_Y = 164;
const EVENT_X = 18;
/** Between the event and the first attempt: room for the words under both. */
const FIRST_GAP = 76;
/** Room for the words at the age limit. */
const AGE_ROOM = 34;

/** Lays a timeline out in a width. */
export function layout(timeline: Pick<Timeline, 'attempts' | 'cutByAge'>, width: number): Layout {
  const { attempts } = timeline;
  const right = width - AGE_ROOM;
  // A single attempt has words on both its sides.
  const first = attempts.length === 1 ? (EVENT_X + right) / 2 : EVENT_X + FIRST_GAP;
  // The limit takes a place in the row: after the last attempt that is made.
  const made = attempts.filter((attempt) => attempt.made).length;
  const places = attempts.length + 1;
  const gap = (right - first) / (places - 1);
  const at = (place: number): number => first + place * gap;
  const radius = Math.max(4, Math.min(11, gap / 2 - 3));
  const box = { x: EDGE, width: width - 2 * EDGE, height: BOX_HEIGHT };
  return {
    width,
    height: FAILURE_Y + BOX_HEIGHT + EDGE,
    axisY: AXIS_Y,
    eventX: EVENT_X,
    attempts: attempts.map((attempt, i) => ({
      x: at(attempt.made ? i : i + 1),
      retry: attempt.retry,
      made: attempt.made,
    })),
    radius,
    ageX: timeline.cutByAge ? at(made) : right,
    success: { ...box, y: EDGE },
    failure: { ...box, y: FAILURE_Y },
  };
}

/** Shortens a text in its middle until it fits; the ends of a URN tell more than its middle. */
export function fitted(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  for (let kept = text.length - 1; kept > 1; kept--) {
    const head = Math.ceil(kept / 3);
    const short = `${text.slice(0, head)}…${text.slice(text.length - (kept - head))}`;
    if (measure(short) <= width) return short;
  }
  return '…';
}
