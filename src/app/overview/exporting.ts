import type { Connection } from '../../model/connection';
import { destinationInWords } from '../../model/destination';
import { printJson, type Json } from '../../model/json';
import type { ServiceProfile } from '../../model/service';
import type { ConfigRow } from './configRow';

const CELLS = [
  'connection',
  'service',
  'region',
  'group',
  'function',
  'qualifier',
  'ageSeconds',
  'retries',
  'success',
  'failure',
  'statusLog',
  'lastModified',
  'file',
  'findings',
] as const;

/** Where exported configs come from. */
interface ExportContext {
  readonly connection: Connection;
  readonly profile: ServiceProfile;
}

/**
 * Rows as CSV (RFC 4180) for a spreadsheet: texts in quotes, and none that a spreadsheet would run as a formula: before a
 * text that could be one (or begins like what is written here) stands an apostrophe. A field that the config leaves out
 * is empty.
 */
export function toCsv(rows: readonly ConfigRow[], context: ExportContext): string {
  const lines = rows.map((row) => {
    const cells = cellsOf(row, context);
    return CELLS.map((name) => csvCell(cells[name])).join(',');
  });
  // Without the mark at its beginning, spreadsheets take UTF-8 for something else.
  return `\ufeff${[CELLS.join(','), ...lines].map((line) => `${line}\r\n`).join('')}`;
}

/** Rows as a JSON array, each with its whole config, every number to the digit. */
export function toJson(rows: readonly ConfigRow[], context: ExportContext): string {
  const all = rows.map((row): Json => {
    const { findings, ...cells } = cellsOf(row, context);
    const given = Object.entries(cells).filter(
      (cell): cell is [string, string | number | boolean] => cell[1] !== undefined,
    );
    return {
      ...Object.fromEntries(given),
      findings: findings === '' ? [] : findings.split('\n'),
      config: row.config.document,
    };
  });
  return `${printJson(all, 2)}\n`;
}

type Cells = Readonly<Record<(typeof CELLS)[number], string | number | boolean | undefined>> & {
  readonly findings: string;
};

function cellsOf({ config, view, line }: ConfigRow, { connection, profile }: ExportContext): Cells {
  const { ref, lastModified } = config;
  return {
    connection: connection.name,
    service: profile.id,
    region: connection.region,
    group: ref.group,
    function: ref.name,
    qualifier: ref.qualifier,
    ageSeconds: view.age,
    retries: view.retries,
    success: view.success && destinationInWords(profile, view.success),
    failure: view.failure && destinationInWords(profile, view.failure),
    statusLog: view.record,
    lastModified,
    file: line.file === '' ? undefined : line.file,
    findings: line.findings.join('\n'),
  };
}

function csvCell(value: string | number | boolean | undefined): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  // A spreadsheet may skip blanks before it looks for a formula; some know the signs' full-width forms, too.
  const guarded =
    /^[\s\p{Cc}]*['=+\-@|%＝＋－＠]/u.test(value) || /^[\t\r\n]/.test(value) ? `'${value}` : value;
  return `"${guarded.replaceAll('"', '""')}"`;
}
