import { h } from './dom';
import type { Words } from './i18n';
import type { PageState } from './protocol';
import { inSentences } from '../model/message';

/** Tells a screen reader what happened; it is on the page but not to be seen. */
interface Announcer {
  readonly element: HTMLElement;
  /** Compares with the state before and speaks of what is new. */
  update(before: PageState | undefined, now: PageState): void;
}

/** Two live regions: one speaks politely, of results, the other at once, of problems. */
export function createAnnouncer({ t }: Words): Announcer {
  const polite = h('p', { role: 'status', 'aria-live': 'polite' });
  const urgent = h('p', { role: 'alert', 'aria-live': 'assertive' });
  return {
    element: h('div', { class: 'hidden' }, polite, urgent),
    update: (before, now) => {
      if (!before) return;
      if (now.problem && now.problem.text !== before.problem?.text) {
        urgent.textContent = inSentences([
          t('Not saved:'),
          now.problem.text,
          ...(now.problem.hint === undefined ? [] : [now.problem.hint]),
        ]);
        return;
      }
      if (!now.problem) urgent.textContent = '';
      const said = result(before, now) ?? errorCount(before, now);
      if (said !== undefined) polite.textContent = said;
    },
  };

  function result(before: PageState, now: PageState): string | undefined {
    if (!before.saving && now.saving) return t('Saving…');
    if (before.saving && !now.saving && !now.dirty && !now.problem) {
      return now.changedByService.length > 0 ? t('Saved, but the service changed something') : t('Saved.');
    }
    return undefined;
  }

  function errorCount(before: PageState, now: PageState): string | undefined {
    const [was, is] = [errors(before), errors(now)];
    if (was === is) return undefined;
    if (is === 0) return t('No errors.');
    return is === 1
      ? t('1 error keeps this from being saved')
      : t('{0} errors keep this from being saved', is);
  }
}

function errors({ findings }: PageState): number {
  return findings.filter((finding) => finding.severity === 'error').length;
}
