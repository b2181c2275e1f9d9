import { writeLive } from '../../src/app/invocations/sectionText';
import { LogView } from '../../src/app/logs/logView';
import type { LogLine } from '../../src/cloud/logs/logLine';
import { followUntil, KINDS, logService } from '../cloud/logs/logServices';
import type { Row } from './row';

const MB = 1024 * 1024;
const LINES = 100_000;
const SECONDS = 10;
/** The log is followed for so long after its last line, so that late lines are looked for again. */
const AFTER_SECONDS = 60;
/** Lines that a tail hands on at once. */
const SLICE = 1000;

/** A log that comes fast, through a real client and into a section of the output. Service and time are made up. */
export async function measureLogs(): Promise<Row[]> {
  const rows: Row[] = [];
  let lines: readonly LogLine[] = [];
  for (const kind of KINDS) {
    const service = logService(kind);
    const began = service.door.serviceTime() + 500;
    service.write(
      Array.from({ length: LINES }, (_, i) => {
        const at = Math.floor(began + (i * SECONDS * 1000) / LINES);
        return { at, foundFrom: at, text: `line ${String(i)} ${'x'.repeat(80)}` };
      }),
    );
    lines = await followUntil(service, service.door.time + (SECONDS + AFTER_SECONDS) * 1000);
    const different = new Set(lines.map(({ text }) => text)).size;
    rows.push({
      what: `${LINES.toLocaleString('en')} live lines lost or shown twice, ${kind}`,
      measured: LINES - different + (lines.length - different),
      budget: 0,
      unit: 'lines',
      detail: `written in ${String(SECONDS)} s; ${service.queries.toLocaleString('en')} log requests`,
    });
  }
  return [...rows, ...written(lines), ...(await followed(lines))];
}

/** The lines written into a section, slice by slice as a tail gives them. */
function written(lines: readonly LogLine[]): Row[] {
  let [characters, total, longest] = [0, 0, 0];
  const section = {
    number: 1,
    write: (more: readonly string[]) => void (characters += `${more.join('\n')}\n`.length),
    end: () => undefined,
  };
  for (let from = 0; from < lines.length; from += SLICE) {
    const start = performance.now();
    writeLive(section, lines.slice(from, from + SLICE), false);
    const took = performance.now() - start;
    total += took;
    longest = Math.max(longest, took);
  }
  const detail = `${(characters / MB).toFixed(1)} MB in slices of ${String(SLICE)} lines, made into text`;
  return [
    {
      what: 'log lines to the channel, 1 MB',
      measured: total / (characters / MB),
      budget: 200,
      unit: 'ms',
      detail,
    },
    { what: 'log lines to the channel, longest block', measured: longest, budget: 50, unit: 'ms', detail },
  ];
}

/** The lines as Follow Logs shows them: read by their level, kept up to its cap, handed on as text. */
async function followed(lines: readonly LogLine[]): Promise<Row[]> {
  const shown = new Map<string, number>();
  const count = (text: string) => {
    for (const [line] of text.matchAll(/line \d+/g)) shown.set(line, (shown.get(line) ?? 0) + 1);
  };
  const sink = { append: count, replace: (texts: Iterable<string>) => void [...texts] };
  const all = { lines: Infinity, characters: Infinity, ids: Infinity };
  const every = new LogView(sink, ({ text }) => text, all);
  every.take(lines);
  await every.settled();
  const wrong = LINES - shown.size + [...shown.values()].filter((times) => times !== 1).length;

  const view = new LogView(
    { append: () => undefined, replace: (texts) => void [...texts] },
    ({ text }) => text,
  );
  let [longest, last, isOver] = [0, performance.now(), false];
  const tick = () => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
    if (!isOver) setImmediate(tick);
  };
  setImmediate(tick);
  for (let from = 0; from < lines.length; from += SLICE) view.take(lines.slice(from, from + SLICE));
  await view.settled();
  isOver = true;
  const what = `${LINES.toLocaleString('en')} live lines in Follow Logs`;
  const detail = 'read by their level, the newest 20,000 kept';
  return [
    { what: `${what}, lost or shown twice`, measured: wrong, budget: 0, unit: 'lines', detail },
    { what: `${what}, longest block`, measured: longest, budget: 50, unit: 'ms', detail },
  ];
}
