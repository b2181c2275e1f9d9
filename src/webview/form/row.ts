import type { Finding, Fix } from '../../model/finding';
import { ruleOf } from '../../model/lint/rules';
import { h, setAttribute, setText } from '../dom';
import { icon } from '../icons';
import type { Words } from '../i18n';
import type { Desk } from '../view';
import { createLink } from './buttons';

/** What stands under a control, each line only where there is something to say. */
interface RowNotes {
  /** The value in plain words, or what an unset field means. */
  readonly reading?: string | undefined;
  readonly findings: readonly Finding[];
  /** The field's value on the service, in words, where that differs. */
  readonly serviceValue?: string | undefined;
  /** Whether the service changed this field at the last save. */
  readonly changedByService?: boolean;
}

/** A labelled control with help above and notes below it, all tied to the control for screen readers. */
interface Row {
  readonly element: HTMLElement;
  update(notes: RowNotes): void;
}

/** What a row is made of. */
interface RowParts {
  readonly id: string;
  readonly label: string;
  readonly help?: string | undefined;
  /** What takes the label and the descriptions; absent: the row is a group of controls, a fieldset. */
  readonly control?: HTMLElement;
  /** All that stands in the line of the control, the control among it. */
  readonly line: HTMLElement;
}

/** What a row takes from its desk. */
type RowDesk = Pick<Desk, 'words' | 'change'>;

/** A row without notes: `update` fills them in. The control gets `id`, its notes ids that begin with it. */
export function createRow({ words, change }: RowDesk, parts: RowParts): Row {
  const { id, label, control, line } = parts;
  const help = parts.help === undefined ? undefined : h('p', { class: 'help', id: `${id}-help` }, parts.help);
  const reading = h('p', { class: 'reading', id: `${id}-reading` });
  const findings = h('ul', { class: 'findings', id: `${id}-findings` });
  const comparison = h('p', { class: 'comparison', id: `${id}-comparison` });
  const body = [help, line, reading, findings, comparison];
  const element = control
    ? h('div', { class: 'row' }, h('label', { class: 'label', for: id }, label), ...body)
    : h('fieldset', { class: 'row' }, h('legend', { class: 'label' }, label), ...body);
  if (control) control.id = id;
  const mend = ({ edits }: Fix): void => {
    change(edits, 'now');
    // The button goes with its finding: the keyboard stays at what it has changed.
    (control ?? element.querySelector<HTMLElement>('input, select, button'))?.focus();
  };

  return {
    element,
    update: (notes) => {
      show(reading, notes.reading);
      show(comparison, comparisonText(words, notes));
      showFindings(words, findings, notes.findings, mend);
      element.classList.toggle('changed', notes.serviceValue !== undefined);
      const broken = notes.findings.some((finding) => finding.severity === 'error');
      element.classList.toggle('broken', broken);
      const described = [help, reading, findings, comparison].filter((line) => line && !line.hidden);
      setAttribute(
        control ?? element,
        'aria-describedby',
        described.map((line) => line?.id).join(' ') || undefined,
      );
      // `aria-invalid` is no property of a group: its findings are part of its description.
      if (control) setAttribute(control, 'aria-invalid', broken ? 'true' : undefined);
    },
  };
}

/** Fills a list of findings; it is hidden while it is empty. */
function showFindings(
  words: Words,
  list: HTMLElement,
  findings: readonly Finding[],
  mend: (fix: Fix) => void,
): void {
  const said = JSON.stringify(findings);
  if (list.dataset['said'] === said) return;
  list.dataset['said'] = said;
  list.hidden = findings.length === 0;
  list.replaceChildren(...findings.map((finding) => findingItem(words, finding, mend)));
}

function findingItem(words: Words, finding: Finding, mend: (fix: Fix) => void): HTMLElement {
  const { severity, message } = finding;
  const { t } = words;
  const kind = { error: t('Error:'), warning: t('Warning:'), info: t('Note:') }[severity];
  return h(
    'li',
    { class: `finding ${severity}` },
    icon(severity),
    h(
      'span',
      {},
      h('span', { class: 'hidden' }, `${kind} `),
      words.say(message),
      ...mending(words, finding, mend),
    ),
  );
}

/** Why a finding's rule matters, and a button for each thing that mends it. */
export function mending(
  { say }: Words,
  { rule, fixes = [] }: Finding,
  mend: (fix: Fix) => void,
): readonly (Node | string)[] {
  const known = rule === undefined ? undefined : ruleOf(rule);
  const about =
    known && h('span', { class: 'rule', title: `${say(known.reason)} (${known.source.title})` }, known.id);
  const buttons = fixes.map((fix) => createLink(say(fix.title), () => mend(fix)));
  return [...(about ? [about] : []), ...buttons].flatMap((part) => [' ', part]);
}

function comparisonText({ t }: Words, { serviceValue, changedByService }: RowNotes): string | undefined {
  const lines = [
    changedByService ? t('Changed by the service at the last save.') : '',
    serviceValue === undefined ? '' : t('The service holds: {0}', serviceValue),
  ].filter((line) => line !== '');
  return lines.length > 0 ? lines.join(' ') : undefined;
}

function show(line: HTMLElement, text: string | undefined): void {
  line.hidden = text === undefined;
  setText(line, text ?? '');
}
