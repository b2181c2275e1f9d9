import { destinationInWords, type Destination } from '../../model/destination';
import { destinationInShort } from '../../model/destinationInShort';
import { svg } from '../dom';
import { iconPath } from '../icons';
import type { Easel } from './easel';
import { fitted, type Box } from './layout';

/** One end of an event: where it goes, or that it goes nowhere. */
interface Outcome {
  readonly side: 'success' | 'failure';
  readonly title: string;
  readonly destination: Destination | undefined;
  readonly otherwise: string;
  /** An event came to this end; absent where none is drawn. */
  readonly reached?: boolean;
}

const TEXT_X = 34;

/** Draws an end: full width, dashed where there is no destination. */
export function outcomeBox(easel: Easel, box: Box, outcome: Outcome): SVGElement {
  const { side, title, destination, otherwise, reached } = outcome;
  const text = destination ? easel.words.say(destinationInShort(easel.profile, destination)) : otherwise;
  const whole = destination ? easel.words.say(destinationInWords(easel.profile, destination)) : otherwise;
  const short = fitted(text, box.width - TEXT_X - 12, easel.measure);
  const outline = svg('rect', { ...box, x: box.x + 0.5, y: box.y + 0.5, width: box.width - 1, rx: 4 });
  return svg(
    'g',
    { class: `outcome ${side}${destination ? '' : ' nowhere'}${reached ? ' reached' : ''}` },
    outline,
    svg('path', { class: 'icon', d: iconPath(side), transform: `translate(${box.x + 10} ${box.y + 15})` }),
    svg('text', { class: 'caption', x: box.x + TEXT_X, y: box.y + 18 }, title),
    svg('text', { class: 'target', x: box.x + TEXT_X, y: box.y + 35 }, short, svg('title', {}, whole)),
  );
}
