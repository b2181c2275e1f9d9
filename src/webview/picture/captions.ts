import { duration } from '../../model/duration';
import { retries } from '../../model/summary';
import type { Timeline } from '../../model/timeline';
import type { Easel } from './easel';
import type { Layout } from './layout';

/** A few words at the axis. */
export interface Caption {
  readonly text: string;
  /** Left end and base line, in pixels. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly strong: boolean;
}

const ABOVE = -42;
const LINE = 14;
const BELOW = 30;
/** Between two captions, and between a caption and an arrow that passes it. */
const SPACE = 8;

/** The words at the axis: what is above the age limit, and what is below the line, as far as there is room. */
export function captions(easel: Easel, timeline: Timeline, at: Layout): readonly Caption[] {
  return [...ageCaptions(easel, timeline, at), ...apart(axisCaptions(easel, timeline, at))];
}

function ageCaptions(easel: Easel, timeline: Timeline, at: Layout): Caption[] {
  const { t, say } = easel.words;
  const age = around(easel, at, at.ageX, say(duration(timeline.ageLimit)));
  const limit = around(easel, at, at.ageX, timeline.ageIsDefault ? t('by default') : t('age limit'));
  // The arrows of the attempts rise beside these words.
  const crossed = at.attempts.some(({ x, made }) => made && x > limit.x - 4 && x < limit.x + limit.width + 4);
  return [
    { ...age, y: at.axisY + ABOVE, strong: true },
    ...(crossed ? [] : [{ ...limit, y: at.axisY + ABOVE + LINE }]),
  ];
}

/** Captions below the line, the most telling first. */
function axisCaptions(easel: Easel, timeline: Timeline, at: Layout): Caption[] {
  const { t, say } = easel.words;
  const [first, second] = at.attempts;
  const last = at.attempts.at(-1);
  const event = { ...around(easel, at, at.eventX, t('Event')), x: at.eventX - 12 };
  const dropped = around(easel, at, at.ageX, t('dropped'));
  if (!first || !last) return [event, dropped];
  const again = around(easel, at, last.x, say(retries(at.attempts.length - 1)));
  if (!second) {
    // The failure's arrow passes between the two.
    const once = around(easel, at, first.x, t('1 attempt'));
    return [event, { ...once, x: first.x - SPACE - once.width }, dropped, { ...again, x: first.x + SPACE }];
  }
  const once = around(easel, at, first.x, t('1st attempt'));
  const unmade = at.attempts.find((attempt) => !attempt.made);
  if (timeline.cutByAge && unmade) {
    return [event, around(easel, at, (unmade.x + last.x) / 2, t('not made')), once];
  }
  // The retries are named once, for all; the arrow of the last one passes here, so the words end before it.
  const middle = Math.min((second.x + last.x) / 2, last.x - SPACE - again.width / 2);
  return [event, { ...again, x: middle - again.width / 2 }, dropped, once];
}

/** A caption below the line, centred on `x` but never over the edge of the picture. */
function around({ measure }: Easel, at: Layout, x: number, text: string): Caption {
  const width = measure(text);
  return {
    text,
    x: Math.min(x - width / 2, at.width - width - 2),
    y: at.axisY + BELOW,
    width,
    strong: false,
  };
}

/** Leaves out captions that would touch one before them in the list. */
function apart(list: readonly Caption[]): readonly Caption[] {
  return list.reduce<readonly Caption[]>(
    (kept, next) => (kept.some((other) => touching(other, next)) ? kept : [...kept, next]),
    [],
  );
}

function touching(a: Caption, b: Caption): boolean {
  return a.x < b.x + b.width + SPACE && b.x < a.x + a.width + SPACE;
}
