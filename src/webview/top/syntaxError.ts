import { h, setText } from '../dom';
import { createButton } from '../form/buttons';
import type { Words } from '../i18n';
import { icon } from '../icons';
import type { PageCommand, PageState } from '../protocol';

/** What stands in the place of the form while the text is no JSON. */
interface SyntaxError {
  readonly element: HTMLElement;
  update(syntax: PageState['syntax']): void;
}

/** A panel that shows nothing before its first `update`. */
export function createSyntaxError({ t }: Words, press: (command: PageCommand) => void): SyntaxError {
  const place = h('p', {});
  const element = h(
    'section',
    { class: 'notice error', role: 'alert' },
    icon('error'),
    h(
      'div',
      {},
      h('h2', {}, t('This text is not valid JSON')),
      place,
      h('p', {}, t('Fix the JSON to return to the form. Your text is kept; nothing is sent.')),
      createButton(t('Open as JSON'), 'primary', () => press('openAsJson')).element,
    ),
  );
  return {
    element,
    update: (syntax) => {
      if (syntax) setText(place, t('Line {0}, column {1}: {2}', syntax.line, syntax.column, syntax.text));
    },
  };
}
