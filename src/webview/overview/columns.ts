import { h } from '../dom';
import type { Words } from '../i18n';
import { icon } from '../icons';
import type { Column, OverviewLine } from './protocol';

/** A column of the table. */
export interface TableColumn {
  readonly name: Column;
  readonly title: string;
}

/** All columns in their order; that of files only where a config has one. */
export function columnsOf({ t }: Words, hasFiles: boolean): readonly TableColumn[] {
  return [
    { name: 'function', title: t('Function') },
    { name: 'qualifier', title: t('Version') },
    { name: 'age', title: t('Event age') },
    { name: 'retries', title: t('Retries') },
    { name: 'success', title: t('On success') },
    { name: 'failure', title: t('On failure') },
    { name: 'record', title: t('Status log') },
    { name: 'changed', title: t('Last change') },
    ...(hasFiles ? [{ name: 'file' as const, title: t('File') }] : []),
    { name: 'findings', title: t('Findings') },
  ];
}

/** What stands in a cell of a column. Texts are texts, wherever they come from. */
export function cellOf(line: OverviewLine, { name }: TableColumn, { t }: Words): readonly (Node | string)[] {
  if (name === 'function')
    return [h('button', { type: 'button', class: 'link', tabindex: -1 }, line.function)];
  if (name === 'findings') {
    const [first, ...others] = line.findings;
    if (first === undefined) return [];
    const more = others.length === 0 ? '' : ` ${t('(and {0} more)', others.length)}`;
    return [icon(line.hasErrors ? 'error' : 'warning'), h('span', {}, `${first}${more}`)];
  }
  const text = line[name];
  const isNone = text === '' && (name === 'success' || name === 'failure');
  return [isNone ? h('span', { class: 'note' }, t('none')) : text];
}

/** What a cell says when the pointer rests on it; undefined for nothing. */
export function tipOf(line: OverviewLine, { name }: TableColumn): string | undefined {
  return (name === 'findings' ? line.findings.join('\n') : line[name]) || undefined;
}
