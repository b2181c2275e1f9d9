import { member, type Json } from '../model/json';
import { isServiceId } from '../model/services';
import type { Debugging } from './debugging';
import { empty, json, type Response } from './exchange';
import { textAt } from './textAt';

/** Most attempts that an event of any service has. */
const MOST_ATTEMPTS = 9;

/**
 * `POST /sandbox/debug`: the next call of a function is debugged. Takes `service`, `group`, `name`, `mode` and perhaps
 * the one `attempt` that stops, and `debugpy`; gives `session`. Throws a RangeError for anything else.
 */
export function armDebugging(debugging: Debugging, body: Json | undefined): Response {
  const [service, mode] = [member(body, 'service'), member(body, 'mode')];
  const [attempt, debugpy] = [member(body, 'attempt'), member(body, 'debugpy')];
  if (typeof service !== 'string' || !isServiceId(service)) throw new RangeError('there is no such service');
  if (mode !== 'sync' && mode !== 'async') throw new RangeError('mode must be "sync" or "async"');
  if (attempt !== undefined && !isCount(attempt, MOST_ATTEMPTS))
    throw new RangeError(`attempt must be a number from 1 to ${MOST_ATTEMPTS}`);
  const session = debugging.arm({
    ...{ service, mode, group: textAt(body, 'group'), name: textAt(body, 'name') },
    ...(attempt !== undefined && { attempt }),
    ...(typeof debugpy === 'string' && { debugpy }),
  });
  return json(201, { session });
}

/** `GET /sandbox/debug`: what has become of a session since a revision, as soon as there is something. */
export async function newsOfDebugging(
  debugging: Debugging,
  query: ReadonlyMap<string, string>,
): Promise<Response> {
  const since = Number(query.get('since') ?? -1);
  const news = await debugging.news(query.get('session') ?? '', Number.isNaN(since) ? -1 : since);
  if (!news) throw new RangeError('there is no such session');
  return json(200, { ...news, runs: news.runs.map((run) => ({ ...run })) });
}

/** `DELETE /sandbox/debug`: stops a run, or all runs, and follows the call no further. */
export function stopDebugging(debugging: Debugging, query: ReadonlyMap<string, string>): Response {
  const run = query.get('run');
  debugging.stop(query.get('session') ?? '', run === undefined ? undefined : Number(run));
  return empty(204);
}

function isCount(value: Json, most: number): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most;
}
