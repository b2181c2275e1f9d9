import type { FunctionRef } from '../../model/functionRef';
import { isObject, type Json, type JsonObject } from '../../model/json';
import { message } from '../../model/message';
import type { ServiceProfile } from '../../model/service';
import type { LogLine } from '../cloud';
import type { Door } from '../door';
import { CloudError } from '../errors';
import type { ApiCall } from '../call/apiCall';
import type { Calls } from '../call/calls';
import { textAt } from '../call/fields';

/** Most rows of one answer (GetLogs). */
const PAGE = 100;
/** A written line becomes searchable after some seconds, and not always in order: so far each query looks back. */
const OVERLAP_SECONDS = 15;
const POLL_MS = 1500;

/** Where a function's log lines are kept. */
export interface LogPlace {
  readonly project: string;
  readonly logstore: string;
}

/** Follows a function's lines in the log service until aborted; each line once. */
export async function* followLogs(
  {
    door,
    calls,
    queryLog,
    topic,
    query,
    functionName,
  }: {
    readonly door: Door;
    readonly calls: Calls;
    readonly queryLog: (query: Readonly<Record<string, string>>) => ApiCall;
    readonly topic?: string;
    readonly query: string;
    readonly functionName: string;
  },
  from: number,
  signal: AbortSignal,
): AsyncGenerator<readonly LogLine[]> {
  const start = Math.floor(from / 1000) - OVERLAP_SECONDS;
  const reader = createRowReader(functionName, from);
  let since = start;
  while (!signal.aborted) {
    const until = Math.floor(door.now() / 1000) + OVERLAP_SECONDS;
    const seen = new Map<string, number>();
    for (let offset = 0; !signal.aborted;) {
      const call = queryLog({
        type: 'log',
        from: String(since),
        to: String(until),
        query,
        line: String(PAGE),
        offset: String(offset),
        reverse: 'false',
        ...(topic !== undefined && { topic }),
      });
      const { rows, complete } = await calls.ask(call, signal, (response) => ({
        rows: calls.parsed(call, response),
        complete: response.header('x-log-progress') !== 'Incomplete',
      }));
      const objects = Array.isArray(rows) ? (rows as readonly Json[]).filter(isObject) : [];
      const fresh = reader.read(objects, seen);
      if (fresh.length > 0) yield fresh;
      // the service looks at a part of the time only and wants the same question again
      if (!complete) continue;
      if (objects.length < PAGE) break;
      offset += objects.length;
    }
    since = Math.max(start, until - 2 * OVERLAP_SECONDS);
    await door.sleep(POLL_MS, signal);
  }
}

interface RowReader {
  /** The lines that no earlier call has given. `seen` counts equal rows within one look through the window. */
  read(rows: readonly JsonObject[], seen: Map<string, number>): LogLine[];
}

/**
 * Rows have no id of their own: time, instance, text and the how-manieth equal row make one. A search finds words
 * anywhere, so also rows of other functions.
 */
function createRowReader(functionName: string, from: number): RowReader {
  const known = new Set<string>();
  const running = new Map<string, string>();
  const earliest = Math.floor(from / 1000);
  return {
    read: (rows, seen) =>
      rows.flatMap((row) => {
        if ((textAt(row, 'functionName') ?? functionName) !== functionName) return [];
        const [time, instance, text] = [
          textAt(row, '__time__') ?? '0',
          textAt(row, 'instanceID') ?? '',
          textAt(row, 'message') ?? '',
        ];
        const requestId = requestOf(text, instance, running);
        const same = `${time}/${instance}/${text}`;
        const count = (seen.get(same) ?? 0) + 1;
        seen.set(same, count);
        const id = `${same}/${count}`;
        if (known.has(id) || Number(time) < earliest) return [];
        known.add(id);
        return [{ id, text, ...(requestId !== undefined && { requestId }) }];
      }),
  };
}

/** The request that an instance was serving when it wrote a line; it serves one at a time unless told otherwise. */
function requestOf(text: string, instance: string, running: Map<string, string>): string | undefined {
  const started = /^FC Invoke Start RequestId: (\S+)/.exec(text)?.[1];
  if (started !== undefined) running.set(instance, started);
  const named = /^\S+Z? (\S+) \[[a-z]+\] /i.exec(text)?.[1];
  const ended = /^FC Invoke End RequestId: ([^\s,]+)/.exec(text)?.[1];
  return ended ?? named ?? running.get(instance);
}

/** A log project's name is the first label of the host that the signed query goes to (create_project of the log service). */
const PROJECT = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;
/** A Logstore's name is part of the path (Logstores of the log service). */
const LOGSTORE = /^[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$/;

/**
 * Where the lines of a function are kept, from the log configuration of its service (2.0) or itself (3.0). Throws a
 * CloudError: of kind `unavailable` where there is no such configuration, of kind `protocol` for names that the log
 * service cannot have given, since they decide which host is sent a signature and a security token.
 */
export function readLogPlace(owner: Json, profile: ServiceProfile): LogPlace {
  const config = isObject(owner) ? owner['logConfig'] : undefined;
  const project = textAt(config, 'project');
  const stores = isObject(config) ? config['logstore'] : undefined;
  const logstore = Array.isArray(stores)
    ? textAt((stores as readonly Json[])[0], 'name')
    : textAt(config, 'logstore');
  if (project !== undefined && logstore !== undefined) {
    const wrong = !PROJECT.test(project) ? project : !LOGSTORE.test(logstore) ? logstore : undefined;
    if (wrong === undefined) return { project, logstore };
    throw new CloudError({
      kind: 'protocol',
      service: profile.id,
      operation: 'GetLogs',
      sent: 'no',
      repeatable: false,
      summary: message('“{0}” cannot be the name of a log project or a Logstore.', wrong),
      hint: message('Check the log configuration of the function in the vendor’s console.'),
    });
  }
  throw new CloudError({
    kind: 'unavailable',
    service: profile.id,
    operation: 'GetLogs',
    sent: 'no',
    repeatable: false,
    summary: message('The logs of this function are not collected.'),
    hint: message('Choose a log project and a Logstore in the vendor’s console.'),
  });
}

/** Topic and search text that select a function's lines: 2.0 files them by service, 3.0 by function. */
export function logQueryOf(
  { group, name, qualifier }: FunctionRef,
  generation: '2016-08-15' | '2023-03-30',
): {
  readonly topic?: string;
  readonly query: string;
  readonly functionName: string;
} {
  const version = qualifier === 'LATEST' ? '' : ` and "${qualifier}"`;
  return generation === '2016-08-15'
    ? { topic: group, query: `${name}${version}`, functionName: name }
    : { query: `__topic__:"FCLogs:${name}"${version}`, functionName: name };
}
