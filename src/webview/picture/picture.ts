import { readView } from '../../model/configDocument';
import { destinationsOf, isAllowed, knownFields } from '../../model/fields';
import type { JsonObject } from '../../model/json';
import { simulate, type Simulation } from '../../model/simulation';
import { queueLimits, timeline } from '../../model/timeline';
import { h, setAttribute, setText, svg } from '../dom';
import type { Desk, View } from '../view';
import { course, type Told } from './course';
import { drawing } from './drawing';
import type { Easel } from './easel';
import { layout, type Layout } from './layout';
import { groundsInWords, storyInWords } from './storyWords';
import type { Wanted } from './played';
import { createWhatIf } from './whatIf';
import { assumption, pictureInWords } from './words';
import { inSentences, listed } from '../../model/message';

/** The picture of what the config does to an event. */
interface Picture {
  readonly element: HTMLElement;
  update(view: View): void;
}

/** What is drawn and said. */
interface Shown {
  readonly kind: 'plan' | 'course';
  readonly name: string;
  /** What is played, in words; empty for the plan. */
  readonly story: string;
  readonly note: string;
  /** What was played, where something could be. */
  readonly told?: Simulation;
  draw(easel: Easel, width: number): { readonly drawn: readonly SVGElement[]; readonly at: Layout };
}

const NARROWEST = 240;
const WIDEST = 640;

/** The picture of a service's retries and destinations; it is drawn anew for each change and each width. */
export function createPicture(
  desk: Desk,
  before: Wanted | undefined,
  keep: (wanted: Wanted) => void,
): Picture {
  const { profile, words } = desk;
  const { t } = words;
  const canvas = svg('svg', { role: 'img', class: 'timeline' });
  const frame = h('div', { class: 'frame' }, canvas);
  const whatIf = createWhatIf(desk, before, (wanted) => {
    keep(wanted);
    draw();
  });
  const story = h('p', { class: 'story-line', 'aria-live': 'polite' });
  const note = h('p', { class: 'note' });
  const element = h(
    'section',
    { class: 'part picture' },
    h('h2', {}, t('What happens to an event')),
    whatIf.choice,
    frame,
    story,
    whatIf.values,
    note,
  );
  let view: View | undefined;

  const draw = (): void => {
    const width = Math.min(WIDEST, Math.max(NARROWEST, Math.floor(frame.clientWidth)));
    const shown = shownNow(view?.document ?? {});
    const { drawn, at } = shown.draw({ profile, words, measure: measureIn(frame) }, width);
    setAttribute(canvas, 'width', at.width);
    setAttribute(canvas, 'height', at.height);
    setAttribute(canvas, 'aria-label', shown.name);
    canvas.classList.toggle('course', shown.kind === 'course');
    canvas.replaceChildren(...drawn);
    story.hidden = shown.story === '';
    setText(story, shown.story);
    setText(note, shown.note);
    whatIf.update(shown.told, view?.state.timeoutSeconds);
  };
  new ResizeObserver(draw).observe(frame);

  return {
    element,
    update: (next) => {
      const same =
        next.document === view?.document &&
        next.findings === view.findings &&
        next.state.timeoutSeconds === view.state.timeoutSeconds;
      view = next;
      if (!same) draw();
    },
  };

  function shownNow(document: JsonObject): Shown {
    const config = readView(profile, document);
    const drawn = timeline(profile, config);
    const plan: Shown = {
      kind: 'plan',
      name: pictureInWords(words, profile, drawn),
      story: '',
      note: assumption(words),
      draw: (easel, width) => {
        const at = layout(drawn, width);
        return { drawn: drawing(easel, drawn, at), at };
      },
    };
    const played = whatIf.read();
    if (played.kind === 'plan') return plan;
    const told = played.kind === 'play' ? simulate(profile, config, played.play, played.assumed) : undefined;
    const wrong = [
      ...brokenNumbers(document),
      ...(played.kind === 'unclear' ? played.labels : []),
      ...(told?.side ? brokenSide(told.side) : []),
    ];
    if (played.kind === 'unclear' || !told || wrong.length > 0) {
      const said = t('This cannot be played until it is right: {0}.', listed(wrong, words.say));
      return { ...plan, name: inSentences([said, plan.name]), story: said };
    }
    const said = storyInWords(words, profile, played, told);
    const grounds = groundsInWords(words, profile, played, told);
    const attempts = queueLimits(profile, config).retries + 1;
    return {
      kind: 'course',
      name: inSentences([said, grounds]),
      story: said,
      note: grounds,
      told,
      draw: (easel, width) => course(easel, toldOf(told, attempts, config), width),
    };
  }

  /** The labels of the numbers of the config that nothing can be played with. */
  function brokenNumbers(document: JsonObject): readonly string[] {
    const { age, retries } = knownFields(profile);
    return [age, retries].flatMap((field) => {
      const value = document[field.key];
      return value === undefined || isAllowed(field, value) ? [] : [words.say(field.label)];
    });
  }

  /** The label of the side that is told of the end, where its destination has an error. */
  function brokenSide(side: 'success' | 'failure'): readonly string[] {
    const { key, success, failure } = destinationsOf(profile);
    const path = `${key}.${side === 'success' ? success : failure}`;
    const isBroken = view?.findings.some(
      ({ severity, path: at }) => severity === 'error' && (at === key || `${at}.`.startsWith(`${path}.`)),
    );
    return isBroken ? [side === 'success' ? t('On success') : t('On failure')] : [];
  }
}

/** A simulated event in the terms of a course. */
function toldOf(
  { attempts, end, ageLimit, side }: Simulation,
  planned: number,
  { success, failure }: ReturnType<typeof readView>,
): Told {
  const isThrottled = attempts.some(({ outcome }) => outcome === 'throttled');
  return {
    state: end === 'succeeded' ? 'succeeded' : end === 'dropped' ? 'discarded' : 'failed',
    side,
    attempts: attempts.map((attempt) => ({
      ...attempt,
      start: attempt.start * 1000,
      end: attempt.end * 1000,
    })),
    plan: { attempts: isThrottled ? 0 : planned, ageSeconds: ageLimit, success, failure },
  };
}

/** Measures texts in the font of an element. */
export function measureIn(element: HTMLElement): (text: string) => number {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return (text) => text.length * 8;
  const { fontWeight, fontSize, fontFamily } = getComputedStyle(element);
  context.font = `${fontWeight} ${fontSize} ${fontFamily}`;
  return (text) => context.measureText(text).width;
}
