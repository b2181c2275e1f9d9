import type { DestinationKind } from '../../model/service';
import { h } from '../dom';
import type { Words } from '../i18n';

/** Value of the option for a side without a destination. */
export const NONE = '';

/** Value of the option for a destination of a kind that the service's table does not have. */
export const UNKNOWN = '?';

/** The choice of a kind of destination. */
interface KindSelect {
  readonly element: HTMLSelectElement;
  /** Chooses an option; `unknown` names the one for a kind that is not in the table, while there is one. */
  update(chosen: string, unknown: string | undefined): void;
}

/** A select of `kinds`; `choose` gets the id of a kind, NONE or UNKNOWN. */
export function createKindSelect(
  { t, say }: Words,
  kinds: readonly DestinationKind[],
  choose: (kind: string) => void,
): KindSelect {
  const other = h('option', { value: UNKNOWN });
  const element = h(
    'select',
    { class: 'select' },
    h('option', { value: NONE }, t('None')),
    ...kinds.map((kind) => h('option', { value: kind.id }, say(kind.label))),
  );
  element.addEventListener('change', () => choose(element.value));
  return {
    element,
    update: (chosen, unknown) => {
      if (unknown === undefined) other.remove();
      else {
        other.textContent = unknown === '' ? t('Custom JSON') : t('{0} (custom JSON)', unknown);
        if (!other.parentElement) element.append(other);
      }
      element.value = chosen;
    },
  };
}
