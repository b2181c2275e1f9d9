import { h, setAttribute } from '../dom';
import { icon } from '../icons';

/** A button that looks like VS Code's own. */
interface Button {
  readonly element: HTMLElement;
  enable(enabled: boolean): void;
}

/** A button with a text. While it is not enabled it keeps the focus, so that a save does not throw the keyboard off it. */
export function createButton(label: string, kind: 'primary' | 'secondary', press: () => void): Button {
  const element = h('button', { type: 'button', class: `button ${kind}` }, label);
  element.addEventListener('click', () => {
    if (!element.ariaDisabled) press();
  });
  return {
    element,
    enable: (enabled) => setAttribute(element, 'aria-disabled', enabled ? undefined : 'true'),
  };
}

/** A button that reads like a link: for what is done beside a field. */
export function createLink(label: string, press: () => void): HTMLButtonElement {
  const element = h('button', { type: 'button', class: 'link' }, label);
  element.addEventListener('click', press);
  return element;
}

/**
 * The button that takes a value out of the document, so that the service's default counts. `name` is its label with the
 * field's, since a form has several.
 */
export function createReset(label: string, name: string, press: () => void): HTMLButtonElement {
  const element = createLink('', press);
  setAttribute(element, 'aria-label', name);
  element.append(icon('reset'), h('span', {}, label));
  return element;
}
