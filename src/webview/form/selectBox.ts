import { h } from '../dom';
import { icon } from '../icons';

/** Puts VS Code's arrow on a native choice; the native one does not follow the theme. */
export function selectBox(select: HTMLSelectElement): HTMLElement {
  return h('span', { class: 'select-box' }, select, icon('chevron'));
}
