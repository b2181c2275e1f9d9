import { outcomeInWords } from '../../model/repeat/run';
import type { RunClass } from '../../model/repeat/statistics';
import { plain } from '../../model/invocation/outputText';
import { h } from '../dom';
import type { Words } from '../i18n';
import { markBeside } from './marks';

/** An empty list of how runs ended, and how many in each way: it explains the marks of the timeline, too. */
export function createEndings({ t, say, number }: Words) {
  const body = h('tbody', {});
  const head = [t('Ended'), t('Code'), t('Runs'), t('Share')];
  const table = h(
    'table',
    { class: 'endings', 'aria-label': t('How the runs ended') },
    h('thead', {}, h('tr', {}, ...head.map((name) => h('th', { scope: 'col' }, name)))),
    body,
  );
  return {
    element: h('section', { class: 'part' }, h('h2', {}, t('How the runs ended')), table),
    draw: (classes: readonly RunClass[]): void => {
      const all = classes.reduce((sum, { count }) => sum + count, 0);
      body.replaceChildren(
        ...classes.map(({ outcome, code = '', count }) =>
          h(
            'tr',
            {},
            h('th', { scope: 'row' }, markBeside(outcome), say(outcomeInWords(outcome))),
            h('td', { class: 'code' }, plain(code)),
            h('td', {}, number(count)),
            h('td', {}, `${share(count, all, number)} %`),
          ),
        ),
      );
    },
  };
}

/** A share in percent: never 0 or 100 for what is neither. */
function share(count: number, all: number, number: Words['number']): string {
  const percent = (100 * count) / Math.max(1, all);
  if (percent > 99.9 && count < all) return `>${number(99.9)}`;
  if (percent < 0.1 && count > 0) return `<${number(0.1)}`;
  return number(Math.round(percent * 10) / 10);
}
