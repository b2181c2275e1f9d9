import type { JsonObject } from '../../model/json';
import { numberAt, textAt } from '../call/fields';
import type { LogLine } from '../logs/logLine';

/** A row of the log service, read as far as it tells something. */
export interface LogRow {
  /** Unix seconds. */
  readonly second: number;
  /** Function that wrote it, where the row tells: a search finds words anywhere, so also rows of other functions. */
  readonly functionName: string | undefined;
  readonly instance: string;
  readonly text: string;
  /** Equal for rows that cannot be told apart within a second. */
  readonly key: string;
}

/** Reads a row (GetLogs: a map of texts). */
export function readRow(row: JsonObject): LogRow {
  const instance = textAt(row, 'instanceID') ?? '';
  const text = textAt(row, 'message') ?? '';
  return {
    second: numberAt(row, '__time__') ?? 0,
    functionName: textAt(row, 'functionName'),
    instance,
    text,
    key: `${instance}/${text}`,
  };
}

/** Ids of requests: a UUID in 2.0, `1-64e70cf1-5cbef92ea8fc8c42899cf5d1` in 3.0 (X-Fc-Request-Id). */
const REQUEST_ID = '(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|1-[0-9a-f]{8}-[0-9a-f]{24})';

/** A line of the runtime's own logger names its request; a line of the same look without such an id is text. */
const NAMED = new RegExp(`^\\S+ (${REQUEST_ID}) \\[[a-z]+\\] `, 'i');

/**
 * The service's own first and last line of a request; the last one names the error where there was one. A caller may have
 * given it an id of any form (X-Fc-Trace-Id).
 */
const EDGE = /^FC Invoke (Start|End) RequestId: ([^\s,]+)(?:, Error: (.*))?/;

/** Tells which request wrote a row: an instance serves one at a time unless told otherwise. */
export class RowOwners {
  private readonly running = new Map<string, string>();

  /** Owners for a look into the past, which goes by what it sees there first. */
  again(): RowOwners {
    const owners = new RowOwners();
    for (const [instance, requestId] of this.running) owners.running.set(instance, requestId);
    return owners;
  }

  /** Request and edge of a row; rows are to come in the order of the log. */
  of({ text, instance }: LogRow): Pick<LogLine, 'requestId' | 'edge' | 'run'> {
    const [, word, edgeId, error] = EDGE.exec(text) ?? [];
    if (word === 'Start' && edgeId !== undefined) {
      this.running.set(instance, edgeId);
      return { requestId: edgeId, edge: 'start' };
    }
    if (edgeId !== undefined) {
      const run =
        error === undefined ? ({ outcome: 'succeeded' } as const) : ({ outcome: 'failed', error } as const);
      return { requestId: edgeId, edge: 'end', run };
    }
    const requestId = NAMED.exec(text)?.[1] ?? this.running.get(instance);
    return requestId === undefined ? {} : { requestId };
  }
}
