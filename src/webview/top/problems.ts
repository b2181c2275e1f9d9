import type { Finding, Fix } from '../../model/finding';
import { h } from '../dom';
import { createButton } from '../form/buttons';
import type { Field } from '../form/field';
import { subjectOf } from '../form/placeFindings';
import { mending } from '../form/row';
import type { Words } from '../i18n';
import { icon } from '../icons';
import type { PageCommand, PageState } from '../protocol';
import type { Desk } from '../view';
import { listed } from '../../model/message';

/** Everything that keeps the config from being saved or needs a look, at the top of the page. */
interface Problems {
  readonly element: HTMLElement;
  update(state: PageState, findings: readonly Finding[]): void;
  focus(): void;
}

/** An empty summary; `fieldFor` finds the field that shows a dotted path, `change` takes what mends a finding, `press` gets what a button asks for. */
export function createProblems(
  words: Words,
  fieldFor: (path: string) => Field | undefined,
  change: Desk['change'],
  press: (command: PageCommand) => void,
): Problems {
  const { t, say } = words;
  const element = h('div', { class: 'problems', tabindex: -1, role: 'group', 'aria-label': t('Problems') });
  let drawn = '';

  return {
    element,
    focus: () => element.focus(),
    update: ({ problem, changedByService }, findings) => {
      // Warnings beside their field are enough there; those without a field would be nowhere.
      const listed = findings.filter(
        (finding) => finding.severity === 'error' || !fieldFor(subjectOf(finding)),
      );
      const next = JSON.stringify([problem, changedByService, listed]);
      if (next === drawn) return;
      drawn = next;
      element.replaceChildren(
        ...(problem ? [failure(problem)] : []),
        ...summary(listed.filter(({ severity }) => severity === 'error')),
        ...unplaced(listed.filter(({ severity }) => severity !== 'error')),
        ...(changedByService.length > 0 ? [changed(changedByService)] : []),
      );
    },
  };

  function failure(problem: NonNullable<PageState['problem']>): HTMLElement {
    const field = problem.field === undefined ? undefined : fieldFor(problem.field);
    return notice(
      'error',
      h('h2', {}, t('Not saved')),
      h('p', {}, field ? linkTo(field, problem.text) : problem.text),
      problem.hint !== undefined && h('p', {}, problem.hint),
      h(
        'div',
        { class: 'line' },
        createButton(t('Try Again'), 'secondary', () => press('retry')).element,
        problem.policy !== undefined &&
          createButton(t('Copy Policy'), 'secondary', () => press('copyPolicy')).element,
      ),
    );
  }

  function summary(errors: readonly Finding[]): HTMLElement[] {
    if (errors.length === 0) return [];
    const heading =
      errors.length === 1
        ? t('1 error keeps this from being saved')
        : t('{0} errors keep this from being saved', errors.length);
    return [notice('error', h('h2', {}, heading), lines(errors))];
  }

  function unplaced(warnings: readonly Finding[]): HTMLElement[] {
    return warnings.length > 0 ? [notice('warning', h('h2', {}, t('Warnings')), lines(warnings))] : [];
  }

  function lines(findings: readonly Finding[]): HTMLElement {
    return h('ul', {}, ...findings.map((finding) => h('li', {}, ...findingLine(finding))));
  }

  function findingLine(finding: Finding): readonly (Node | string)[] {
    const field = fieldFor(subjectOf(finding));
    const text = say(finding.message);
    if (field) return [linkTo(field, t('{0}: {1}', field.label, text))];
    const mend = ({ edits }: Fix): void => {
      change(edits, 'now');
      element.focus();
    };
    return [text, ...mending(words, finding, mend)];
  }

  function changed(paths: readonly string[]): HTMLElement {
    const names = [...new Set(paths.map((path) => fieldFor(path)?.label ?? path))];
    return notice(
      'info',
      h('h2', {}, t('Saved, but the service changed something')),
      h('p', {}, t('The form shows what it holds now. Changed: {0}.', listed(names, say))),
    );
  }

  function linkTo(field: Field, text: string): HTMLElement {
    const link = h('a', { href: '#' }, text);
    link.addEventListener('click', (event) => {
      event.preventDefault();
      field.focus();
    });
    return link;
  }
}

function notice(kind: 'error' | 'warning' | 'info', ...children: readonly (Node | false)[]): HTMLElement {
  return h('section', { class: `notice ${kind}` }, icon(kind), h('div', {}, ...children));
}
