import { svg } from './dom';

/** Outlines on a 16 by 16 grid, drawn in the colour of the text around them. */
const PATHS = {
  error: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM5.6 5.6l4.8 4.8m0-4.8-4.8 4.8',
  warning: 'M8 2 1.5 13.5h13L8 2Zm0 4.5v3.5m0 1.6v.4',
  info: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Zm0 5.5v4m0-6.2v.4',
  shield: 'M8 1.5 2.5 3.5v4c0 3.4 2.3 5.9 5.5 7 3.2-1.1 5.5-3.6 5.5-7v-4L8 1.5Z',
  lock: 'M3.5 7.5h9v6.5h-9ZM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5',
  success: 'm2.5 8.5 3.5 3.5 7.5-8',
  failure: 'm3.5 3.5 9 9m0-9-9 9',
  chevron: 'm4 6.5 4 4 4-4',
  pause: 'M6 4.5v7m4-7v7',
  reset: 'M3 7.5a5 5 0 1 1 1.5 4M3 3.5v4h4',
} as const;

type IconName = keyof typeof PATHS;

/** A small decoration; what it means stands in words beside it. */
export function icon(name: IconName): SVGSVGElement {
  return svg(
    'svg',
    { class: `icon icon-${name}`, viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true' },
    svg('path', { d: PATHS[name] }),
  );
}

/** Outline of an icon, for a larger drawing. */
export function iconPath(name: IconName): string {
  return PATHS[name];
}
