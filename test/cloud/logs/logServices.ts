import { LogPace } from '../../../src/cloud/logs/pace';
import type { Cloud } from '../../../src/cloud/cloud';
import type { LogLine } from '../../../src/cloud/logs/logLine';
import { FunctionCompute } from '../../../src/cloud/functionCompute/client';
import { FunctionGraph } from '../../../src/cloud/functionGraph/client';
import type { HttpRequest } from '../../../src/cloud/transport/request';
import type { Connection } from '../../../src/model/connection';
import type { FunctionRef } from '../../../src/model/functionRef';
import { virtualDoor, type Answer, type VirtualDoor } from './virtualDoor';

/** A line that a function writes: when by the service's clock, and when a query finds it. */
export interface Written {
  readonly at: number;
  readonly foundFrom: number;
  readonly text: string;
  readonly instance?: string;
  readonly functionName?: string;
}

/** A made-up service with the log of the function `fn`, seen through a real client. */
export interface LogService {
  readonly door: VirtualDoor;
  readonly cloud: Cloud;
  readonly ref: FunctionRef;
  /** Sets what is written, now and later. */
  write(lines: readonly Written[]): void;
  /** Answers a query otherwise; undefined: as usual. */
  fault: (nth: number) => Answer | undefined;
  /** How many queries there were. */
  queries: number;
}

export const KINDS = ['functiongraph-huawei', 'functioncompute-2', 'functioncompute-3'] as const;

/** Makes a service; every query looks only at what can be found by then. */
export function logService(kind: (typeof KINDS)[number]): LogService {
  let store = new Store([]);
  const answer = (request: HttpRequest): Answer => {
    const url = new URL(request.url);
    if (url.pathname.endsWith('/lts-log-detail')) return { body: { group_id: 'g', stream_id: 's' } };
    const isQuery = url.pathname.endsWith('/content/query') || url.pathname.startsWith('/logstores/');
    if (!isQuery) return { body: { logConfig: { project: 'fc-logs', logstore: 'lines' } } };
    service.queries++;
    const now = door.serviceTime();
    return (
      service.fault(service.queries) ??
      (request.body === undefined ? getLogs(store, now, url) : queryStream(store, now, request.body))
    );
  };
  const door = virtualDoor(answer);
  const connection: Connection = {
    ...{ id: 'c', name: 'Test', service: kind, region: 'cn-north-4', credential: 'keys' as const },
    ...{ projectId: '7aad83af3e8d42e99ac194e8419e2c9b', accountId: '1234567890' },
  };
  const secret = { kind: 'keys', accessKeyId: 'id', secretAccessKey: 'secret' } as const;
  const isGraph = kind === 'functiongraph-huawei';
  const service: LogService = {
    door,
    cloud: isGraph
      ? new FunctionGraph(connection, secret, door)
      : new FunctionCompute(connection, secret, door),
    ref: {
      connection: 'c',
      group: kind === 'functioncompute-3' ? '' : 'orders',
      name: 'fn',
      qualifier: isGraph ? 'latest' : 'LATEST',
    },
    write: (lines) => {
      store = new Store(lines);
    },
    fault: () => undefined,
    queries: 0,
  };
  return service;
}

/** Follows until the local clock shows `until`; what was given, with the time. */
export async function followUntil(
  { cloud, ref, door }: LogService,
  until: number,
  from = door.time,
): Promise<(LogLine & { readonly at: number })[]> {
  const stop = new AbortController();
  const lines: (LogLine & { readonly at: number })[] = [];
  // A look that the service has not got through ends with no page at all.
  const look = () => void (door.time >= until && stop.abort());
  const pace = new LogPace(undefined, { looks: look, waits: () => undefined });
  for await (const page of cloud.tailLogs(ref, { from, pace }, stop.signal)) {
    for (const line of page) lines.push({ ...line, at: door.time });
    if (door.time >= until && page.length === 0) stop.abort();
  }
  return lines;
}

/** A line with the number that the log service of Huawei Cloud gives it: it grows with time. */
interface Numbered extends Written {
  readonly number: string;
}

/** The lines of one second, in the order of time. */
interface Second {
  readonly second: number;
  readonly lines: Numbered[];
  /** From when on a query finds all of them. */
  foundFrom: number;
}

/** Lines in the order of time, those of each second at hand. */
class Store {
  private readonly seconds: Second[] = [];

  constructor(lines: readonly Written[]) {
    const ordered = [...lines].sort((a, b) => a.at - b.at);
    for (const [serial, line] of ordered.entries()) {
      const second = Math.floor(line.at / 1000);
      const last = this.seconds.at(-1);
      const known = last?.second === second ? last : { second, lines: [], foundFrom: line.foundFrom };
      if (known !== last) this.seconds.push(known);
      known.lines.push({ ...line, number: `${String(line.at)}${String(serial).padStart(6, '0')}` });
      known.foundFrom = Math.max(known.foundFrom, line.foundFrom);
    }
  }

  /** What a query at `now` finds of `[from, to)` seconds, second by second. */
  *between(from: number, to: number, now: number): Generator<readonly Numbered[]> {
    for (const { second, lines, foundFrom } of this.seconds) {
      if (second < from || second >= to) continue;
      yield foundFrom <= now ? lines : lines.filter((line) => line.foundFrom <= now);
    }
  }
}

/** The log service of Alibaba Cloud: rows without ids, whole seconds, pages of 100 by offset. */
function getLogs(store: Store, now: number, { searchParams }: URL): Answer {
  const number = (name: string) => Number(searchParams.get(name));
  const most = number('line');
  const found: Numbered[] = [];
  let before = number('offset');
  for (const lines of store.between(number('from'), number('to'), now)) {
    found.push(...lines.slice(before, before + most - found.length));
    before = Math.max(0, before - lines.length);
    if (found.length === most) break;
  }
  const rows = found.map(({ at, text, instance = 'c-1', functionName = 'fn' }) => ({
    __time__: String(Math.floor(at / 1000)),
    functionName,
    instanceID: instance,
    message: text,
  }));
  return { body: rows, headers: { 'x-log-progress': 'Complete' } };
}

/** The log service of Huawei Cloud: rows with numbers that grow with time, milliseconds, pages behind a row. */
function queryStream(store: Store, now: number, body: string): Answer {
  const query = JSON.parse(body) as {
    readonly start_time: string;
    readonly end_time: string;
    readonly line_num?: string;
    readonly limit: number;
  };
  const [start, end, after = ''] = [Number(query.start_time), Number(query.end_time), query.line_num];
  const [first, last] = [Math.max(start, Number(after.slice(0, 13))), Math.floor(end / 1000) + 1];
  const found: Numbered[] = [];
  for (const lines of store.between(Math.floor(first / 1000), last, now)) {
    found.push(...lines.filter(({ at, number }) => start <= at && at <= end && number > after));
    if (found.length >= query.limit) break;
  }
  const rows = found.slice(0, query.limit).map(({ text, number }) => ({
    content: `${text}\n`,
    line_num: number,
    labels: {},
  }));
  return { body: { logs: rows, isQueryComplete: true } };
}

/** Lines of one second each, from a moment of the service's clock on. */
export function ticks(from: number, count: number): Written[] {
  return Array.from({ length: count }, (_, i) => {
    const at = from + i * 1000;
    return { at, foundFrom: at, text: `tick ${String(i)}` };
  });
}
