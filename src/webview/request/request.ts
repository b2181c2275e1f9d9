import { changes } from '../../model/changes';
import { isObject, printJson, sameJson } from '../../model/json';
import { toWire, withoutEcho } from '../../model/wireDocument';
import { h, setText } from '../dom';
import { createLink } from '../form/buttons';
import type { PageCommand } from '../protocol';
import type { Desk, View } from '../view';
import { jsonPieces } from './jsonView';

/** What saving sends, and in words what that changes. */
interface RequestPane {
  readonly element: HTMLElement;
  update(view: View): void;
}

/** The pane of one page; `command` gets what its link asks for. */
export function createRequestPane(desk: Desk, command: (command: PageCommand) => void): RequestPane {
  const { profile, words } = desk;
  const { t, say } = words;
  const list = h('ul', { class: 'changes' });
  const nothing = h('p', { class: 'note' });
  const compare = createLink('', () => command('showChanges'));
  const method = h('span', { class: 'method' });
  const url = h('span', { class: 'url' });
  const line = h('p', { class: 'request-line' }, method, ' ', url);
  const body = h('pre', { class: 'body', tabindex: 0, role: 'group', 'aria-label': t('Request body') });
  const heading = h('h2', {});
  const element = h(
    'section',
    { class: 'part request' },
    h('h2', {}, t('What changes')),
    list,
    nothing,
    compare,
    heading,
    h('div', { class: 'http' }, line, body),
  );
  let drawn = '';

  return {
    element,
    update: ({ state, document }) => {
      const { subject, serviceCopy } = state;
      const said =
        serviceCopy === undefined ? [] : changes(profile, serviceCopy ?? undefined, document, say).map(say);
      list.hidden = said.length === 0;
      list.replaceChildren(...said.map((sentence) => h('li', {}, sentence)));
      nothing.hidden = said.length > 0;
      setText(
        nothing,
        serviceCopy === undefined ? t('What the service holds is not known here.') : t('No changes to send.'),
      );
      compare.hidden =
        subject.savesTo === 'service' && (!isObject(serviceCopy) || sameJson(serviceCopy, document));
      setText(
        compare,
        subject.savesTo === 'file' ? t('Compare with a Function…') : t('Show the changes side by side'),
      );
      setText(heading, subject.savesTo === 'file' ? t('Request on Apply') : t('Request on Save'));
      line.hidden = subject.request === undefined;
      setText(method, subject.request?.method ?? '');
      setText(url, subject.request?.url ?? '');
      const sent = withoutEcho(profile, document, serviceCopy ?? undefined);
      const text = printJson(toWire(profile, sent), 2);
      if (text === drawn) return;
      drawn = text;
      body.replaceChildren(...jsonPieces(text));
    },
  };
}
