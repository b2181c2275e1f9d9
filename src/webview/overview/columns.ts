import { h, setAttribute } from '../dom';
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
function cellOf(line: OverviewLine, { name }: TableColumn, { t }: Words): readonly (Node | string)[] {
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
function tipOf(line: OverviewLine, { name }: TableColumn): string | undefined {
  return (name === 'findings' ? line.findings.join('\n') : line[name]) || undefined;
}

/** The row of a config, not yet in its place. */
export function createRow(line: OverviewLine, columns: readonly TableColumn[], words: Words): HTMLElement {
  const { t } = words;
  const box = h('input', {
    type: 'checkbox',
    tabindex: -1,
    'aria-label': t('Select {0}', `${line.function}@${line.qualifier}`),
  });
  const cells = columns.map((column) => {
    const cell = h('div', { role: 'gridcell', class: `of-${column.name}` }, ...cellOf(line, column, words));
    setAttribute(cell, 'title', tipOf(line, column));
    return cell;
  });
  const row = h('div', { role: 'row', class: 'cells', tabindex: -1 });
  row.append(h('div', { role: 'gridcell', class: 'box' }, box), ...cells);
  row.dataset['id'] = String(line.id);
  return row;
}

/** The titles above columns; a click on one sorts by it. */
export function titlesOf(
  columns: readonly TableColumn[],
  sort: (by: Column) => void,
): readonly HTMLElement[] {
  return columns.map(({ name, title }) => {
    const button = h('button', { type: 'button', class: 'link' }, title);
    button.addEventListener('click', () => sort(name));
    const cell = h('div', { role: 'columnheader', class: `of-${name}` }, button);
    cell.dataset['column'] = name;
    return cell;
  });
}
