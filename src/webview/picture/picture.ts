import { readView } from '../../model/configDocument';
import type { JsonObject } from '../../model/json';
import { timeline } from '../../model/timeline';
import { h, setAttribute, svg } from '../dom';
import type { Desk, View } from '../view';
import { drawing } from './drawing';
import { layout } from './layout';
import { assumption, pictureInWords } from './words';

/** The picture of what the config does to an event. */
interface Picture {
  readonly element: HTMLElement;
  update(view: View): void;
}

const NARROWEST = 240;
const WIDEST = 640;

/** The picture of a service's retries and destinations; it is drawn anew for each change and each width. */
export function createPicture(desk: Desk): Picture {
  const { profile, words } = desk;
  const { t } = words;
  const canvas = svg('svg', { role: 'img', class: 'timeline' });
  const frame = h('div', { class: 'frame' }, canvas);
  const element = h(
    'section',
    { class: 'part picture' },
    h('h2', {}, t('What happens to an event')),
    frame,
    h('p', { class: 'note' }, assumption(words)),
  );
  let shown: JsonObject = {};

  const draw = (): void => {
    const width = Math.min(WIDEST, Math.max(NARROWEST, Math.floor(frame.clientWidth)));
    const drawn = timeline(profile, readView(profile, shown));
    const at = layout(drawn, width);
    setAttribute(canvas, 'width', at.width);
    setAttribute(canvas, 'height', at.height);
    setAttribute(canvas, 'aria-label', pictureInWords(words, profile, drawn));
    canvas.replaceChildren(...drawing({ profile, words, measure: measureIn(frame) }, drawn, at));
  };
  new ResizeObserver(draw).observe(frame);

  return {
    element,
    update: ({ document }) => {
      if (document === shown) return;
      shown = document;
      draw();
    },
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
