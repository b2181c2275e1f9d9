import type { Destination } from '../../../src/model/destination';
import type { EventFacts, EventLine } from '../../../src/model/invocation/eventLife';
import type { EventPageState } from '../../../src/webview/event/protocol';

/** When the recorded events were queued, in Unix milliseconds. */
export const QUEUED = Date.UTC(2026, 10, 21, 12, 3, 22);

const BUCKET: Destination = {
  kind: 'OBS',
  values: { bucket: 'failed-orders', prefix: '/', expires: 1 },
  raw: {},
};
const TOPIC: Destination = {
  kind: 'SMN',
  values: { topic_urn: 'urn:smn:cn-north-4:7aad83af3e8d42e99ac194e8419e2c9b:order-results' },
  raw: {},
};

/** A run of the recorded event: seconds after it was queued, and the lines that it wrote. */
interface Run {
  readonly start: number;
  readonly end?: number;
  readonly error?: string;
  readonly wrote?: readonly string[];
}

/** The lines of runs, as the log has them. */
function linesOf(runs: readonly Run[]): readonly EventLine[] {
  return runs.flatMap(({ start, end, error, wrote = [] }, run): readonly EventLine[] => {
    const at = (seconds: number) => QUEUED + seconds * 1000;
    const outcome = error === undefined ? ('succeeded' as const) : ('failed' as const);
    const told = { outcome, ...(error !== undefined && { error }) };
    return [
      { id: `${String(run)} start`, text: 'Start', at: at(start), mark: { kind: 'start' } },
      ...wrote.map((text, index) => ({ id: `${String(run)} ${String(index)}`, text, at: at(start) })),
      ...(end === undefined
        ? []
        : [
            {
              id: `${String(run)} end`,
              text: 'Finish',
              at: at(end),
              mark: { kind: 'end', ...told },
            } as const,
          ]),
    ];
  });
}

const FAILED = 'Error: the warehouse does not answer';

/** What `flaky` does: two failures, a success. */
export const FLAKY: readonly Run[] = [
  { start: 0.2, end: 0.206, error: FAILED, wrote: ['order A-1', 'asking the warehouse'] },
  { start: 1.2, end: 1.206, error: FAILED, wrote: ['order A-1', 'asking the warehouse'] },
  { start: 3.2, end: 3.209, wrote: ['order A-1', 'asking the warehouse', 'shipped'] },
];

/** The state of a page as a recording has it: the facts from which the stage makes the life. */
export interface Recorded {
  readonly facts: EventFacts;
  /** The most lines of an attempt that the host hands over. */
  readonly mostLines: number;
  readonly page: Omit<EventPageState, 'life' | 'lineCounts'>;
}

/** The state of a page `now` seconds after the queueing, made of what the sources know by then. */
export function eventState(
  runs: readonly Run[],
  now: number,
  given: Partial<EventFacts> = {},
  changed: Partial<EventPageState> = {},
): Recorded {
  return {
    facts: {
      queuedAt: QUEUED,
      heardAt: QUEUED + now * 1000,
      plan: { attempts: 3, ageSeconds: 3600, success: TOPIC, failure: BUCKET },
      record: undefined,
      lines: linesOf(runs),
      delivery: undefined,
      sources: { record: 'none', log: 'heard' },
      ...given,
    },
    mostLines: 1e9,
    page: {
      subject: {
        service: 'functiongraph-huawei',
        title: 'orders/flaky@latest',
        context: 'Production · Huawei Cloud FunctionGraph · cn-north-4',
        id: '2bff6f5c-9a07-4a83-9c5b-7d3d0d3a6c11',
      },
      now: QUEUED + now * 1000,
      followed: true,
      abilities: { stop: false, replay: true, skipWait: false },
      payload: {
        kind: 'text',
        text: '{ "orderId": "A-1", "items": [{ "sku": "cup", "quantity": 2 }] }',
        opens: true,
      },
      result: { kind: 'none', why: 'The service does not keep what the function returned.', opens: false },
      ...changed,
    },
  };
}

const runningWith = { stop: true, replay: true, skipWait: true };
const record = (phase: 'failed' | 'discarded' | 'stopped', status: string) => ({
  record: { phase, status, endedAt: QUEUED + 4000, error: FAILED },
  sources: { record: 'heard', log: 'heard' } as const,
});

/** States that between them show everything the page can show. */
export const EVENT_STATES: Readonly<Record<string, Recorded>> = {
  queued: eventState([], 0, { sources: { record: 'awaited', log: 'awaited' } }, { abilities: runningWith }),
  running: eventState(FLAKY.slice(0, 1).concat([{ start: 1.2 }]), 2, {}, { abilities: runningWith }),
  between: eventState(FLAKY.slice(0, 1), 1, {}, { abilities: runningWith }),
  delivered: eventState(FLAKY, 5, { delivery: { file: '/tmp/state/delivered/1.json', at: QUEUED + 3300 } }),
  failed: eventState(
    FLAKY.slice(0, 2).concat([{ start: 3.2, end: 3.3, error: FAILED }]),
    5,
    record('failed', 'FAIL'),
  ),
  discarded: eventState(FLAKY.slice(0, 1), 5, record('discarded', 'DISCARD')),
  stopped: eventState([], 5, record('stopped', 'CANCEL')),
  lost: eventState(
    FLAKY.slice(0, 1),
    5000,
    { sources: { record: 'failed', log: 'failed' } },
    { followed: false },
  ),
  'nine attempts': eventState(
    Array.from({ length: 9 }, (_, run) => ({ start: run * 60, end: run * 60 + 0.4, error: FAILED })),
    600,
    { plan: { attempts: 9, ageSeconds: 86_400, success: undefined, failure: undefined } },
  ),
  unknown: eventState(
    [],
    5,
    { plan: undefined, sources: { record: 'none', log: 'none' } },
    { followed: false, payload: { kind: 'none', why: 'FnDeck did not send this event.', opens: false } },
  ),
};
