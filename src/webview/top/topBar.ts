import { h, setText } from '../dom';
import { createButton } from '../form/buttons';
import type { Words } from '../i18n';
import { icon } from '../icons';
import type { PageCommand, PageState, ConfigSubject } from '../protocol';
import { badgesOf, canSave, type Badge } from './badges';

/** Title, context, state and the buttons for the whole config. */
interface TopBar {
  readonly element: HTMLElement;
  /** `typing`: there is input that the host does not know of yet. */
  update(state: PageState, typing: boolean): void;
}

/** A bar for one page; `press` gets what a button asks for. */
export function createTopBar(
  words: Words,
  subject: ConfigSubject,
  press: (command: PageCommand) => void,
): TopBar {
  const { t } = words;
  const title = h('h1', {});
  const context = h('p', { class: 'context' });
  const badges = h('p', { class: 'badges' });
  const mark = h('p', { class: 'mark', hidden: true });
  const toFile = subject.savesTo === 'file';
  const save = createButton(t('Save'), 'primary', () => press('save'));
  const apply = createButton(t('Apply to a Function…'), 'secondary', () => press('apply'));
  const revert = createButton(t('Revert'), 'secondary', () => press('revert'));
  const json = createButton(t('Open as JSON'), 'secondary', () => press('openAsJson'));
  const remove = createButton(t('Delete Configuration'), 'secondary', () => press('delete'));
  const buttons = toFile ? [save, apply, revert, json] : [save, revert, json, remove];
  save.element.title = toFile ? t('Save the file') : t('Send this configuration to the service');
  remove.element.title = t('Delete this configuration from the service');
  const element = h(
    'header',
    { class: 'top' },
    mark,
    h('div', { class: 'what' }, title, context),
    badges,
    h(
      'div',
      { class: 'buttons', role: 'group', 'aria-label': t('Actions') },
      ...buttons.map((button) => button.element),
    ),
  );

  return {
    element,
    update: (state, typing) => {
      setText(title, state.subject.title);
      setText(context, state.subject.context);
      drawMark(words, mark, state.subject.marked);
      const readOnly = state.subject.marked?.guard === 'readOnly';
      const now = typing ? { ...state, dirty: true } : state;
      const shown = badgesOf(now);
      if (badges.dataset['shown'] !== shown.join()) {
        badges.dataset['shown'] = shown.join();
        badges.replaceChildren(...shown.map((badge) => badgeElement(words, badge)));
      }
      save.enable(canSave(now) && !readOnly);
      revert.enable(!state.saving && (now.dirty || now.draft));
      apply.enable(!state.saving && state.document !== undefined);
      remove.enable(!state.saving && state.serviceCopy !== null && !readOnly);
    },
  };
}

/** The banner of a marked connection, drawn anew only where it says something else. */
function drawMark({ t }: Words, element: HTMLElement, marked: ConfigSubject['marked']): void {
  const drawn = marked ? `${marked.guard} ${marked.name}` : '';
  if ((element.dataset['drawn'] ?? '') === drawn) return;
  element.dataset['drawn'] = drawn;
  element.hidden = !marked;
  element.className = `mark ${marked?.guard ?? ''}`;
  if (!marked) return element.replaceChildren();
  const { guard, name } = marked;
  element.replaceChildren(
    icon(guard === 'confirm' ? 'shield' : 'lock'),
    h('strong', {}, guard === 'confirm' ? t('Production: {0}', name) : t('Read-only: {0}', name)),
    h(
      'span',
      {},
      guard === 'confirm'
        ? t('What you save or delete here is shown and confirmed first.')
        : t('FnDeck saves and deletes nothing here.'),
    ),
  );
}

function badgeElement(words: Words, badge: Badge): HTMLElement {
  const { t } = words;
  const element = h('span', { class: `badge ${badge}` }, badgeText(words, badge));
  if (badge === 'saving') {
    // Saving is told by the page's own live region, once.
    element.prepend(h('span', { class: 'ring', 'aria-hidden': 'true' }));
  }
  if (badge === 'draft') {
    element.title = t('Auto save kept your changes here. They are sent when you save.');
  }
  return element;
}

function badgeText({ t }: Words, badge: Badge): string {
  switch (badge) {
    case 'saving':
      return t('Saving…');
    case 'notConfigured':
      return t('Not configured yet');
    case 'draft':
      return t('Draft, not sent');
    case 'unsaved':
      return t('Unsaved changes');
  }
}
