import { cpus } from 'node:os';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OUT } from '../harness/project.mjs';
import { setUpVscode } from '../harness/vscodes.mjs';
import { measureActivation } from './activation';
import { measureClosedEditors } from './closedEditors';
import { measureDebugging } from './debugging';
import { measureEditors } from './editors';
import { measureFollowing } from './following';
import { measureInvocation } from './invocation';
import { measureListing } from './listing';
import { measureLogs } from './logs';
import { measureMemory } from './memory';
import { measureOverview } from './overview';
import { holds, type Row } from './row';
import { measureResults } from './results';
import { measureSaves } from './saves';
import { measureSizes } from './sizes';

const MEASUREMENTS: Readonly<Record<string, () => Row[] | Promise<Row[]>>> = {
  sizes: measureSizes,
  activation: measureActivation,
  listing: measureListing,
  memory: measureMemory,
  editors: measureEditors,
  'closed-editors': measureClosedEditors,
  overview: measureOverview,
  saves: measureSaves,
  invocation: measureInvocation,
  results: measureResults,
  logs: measureLogs,
  following: measureFollowing,
  debugging: measureDebugging,
};

const wanted = process.argv.slice(2);
const rows: Row[] = [];
for (const [name, measure] of Object.entries(MEASUREMENTS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.error(`measuring ${name}…`);
  rows.push(...(await measure()));
}

const report = {
  date: new Date().toISOString(),
  machine: { cpu: cpus()[0]?.model ?? '', cores: cpus().length, node: process.version },
  vscode: setUpVscode('latest').version,
  rows: rows.map((row) => ({ ...row, holds: holds(row) })),
};
mkdirSync(OUT, { recursive: true });
writeFileSync(join(OUT, 'bench.json'), `${JSON.stringify(report, undefined, 2)}\n`);
console.log(JSON.stringify(report));
console.log(table(rows));
process.exitCode = rows.every(holds) ? 0 : 1;

function table(all: readonly Row[]): string {
  const cells = all.map((row) => [
    row.what,
    `${shown(row.measured)} ${row.unit}`,
    `${shown(row.budget)} ${row.unit}`,
    holds(row) ? 'ok' : 'MISSED',
    row.detail,
  ]);
  const lines = [['what', 'measured', 'budget', '', 'how'], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return `\n${lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n')}\n`;
}

function shown(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}
