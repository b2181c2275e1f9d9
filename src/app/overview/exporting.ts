import type { Connection } from '../../model/connection';
import { destinationInWords } from '../../model/destination';
import { printJson, type Json } from '../../model/json';
import type { ServiceProfile } from '../../model/service';
import { toCsvText, type Cell } from '../text/csv';
import type { ConfigRow } from './configRow';
import { translate } from '../../model/message';

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

/** Rows as CSV for a spreadsheet. A field that the config leaves out is empty. */
export function toCsv(rows: readonly ConfigRow[], context: ExportContext): string {
  const lines = rows.map((row) => {
    const cells = cellsOf(row, context);
    return CELLS.map((name) => cells[name]);
  });
  return toCsvText(CELLS, lines);
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

type Cells = Readonly<Record<(typeof CELLS)[number], Cell>> & {
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
    success: view.success && translate(destinationInWords(profile, view.success)),
    failure: view.failure && translate(destinationInWords(profile, view.failure)),
    statusLog: view.record,
    lastModified,
    file: line.file === '' ? undefined : line.file,
    findings: line.findings.join('\n'),
  };
}
