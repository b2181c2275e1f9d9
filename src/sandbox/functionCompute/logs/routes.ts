import { json, type Response } from '../../exchange';
import type { LogLine } from '../../logs/logStream';
import { LOGSTORE } from '../account';
import type { Call } from '../call';
import type { AccountState } from '../generation';
import { Refusal } from '../refusal';
import { matches, readLogQuery, recordOf, type LogQuery } from './logQuery';
import { streamOf } from './streams';

/** `GET /logstores/{logstore}`: the log service's GetLogs. Lines are found at once, there it takes some seconds. */
export async function getLogs(state: AccountState, call: Call): Promise<Response> {
  const { logstore = '' } = call.path;
  if (logstore !== LOGSTORE) {
    throw new Refusal(404, 'LogStoreNotExist', `logstore ${logstore} does not exist`);
  }
  const query = readLogQuery(call.query);
  const found = (await linesOf(state, query)).map(recordOf).filter((record) => matches(record, query));
  const ordered = query.newestFirst ? found.reverse() : found;
  const rows = ordered.slice(query.offset, query.offset + query.line);
  return json(200, rows, { 'x-log-progress': 'Complete', 'x-log-count': String(rows.length) });
}

/** The lines of the window, of all functions that stand alone and of the service whose lines are asked for. */
async function linesOf(
  state: AccountState,
  { from, to, topic, terms }: LogQuery,
): Promise<readonly LogLine[]> {
  const service = topic || terms.find(({ field }) => field === '__topic__')?.text || '';
  const streams = [state.third.logs.stream(streamOf(undefined))];
  if (state.catalogue.groups().includes(service)) streams.push(state.second.logs.stream(streamOf(service)));
  const window = [from * 1000, to * 1000 - 1] as const;
  const lines = (await Promise.all(streams)).flatMap((stream) => stream.between(...window));
  return lines.sort((a, b) => (a.number < b.number ? -1 : 1));
}
