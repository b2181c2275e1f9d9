import { empty, json, type Response } from '../../exchange';
import { bodyOf, type Call } from '../call';
import type { ProjectState } from '../projectState';
import { Refusal } from '../refusal';
import { resolveTarget } from '../target';
import { logGroupId, logGroupName, logStreamId, logStreamName } from './logNames';
import { highlighted, labelsOf, readQuery, select } from './logQuery';

/** `GET …/{urn}/lts-log-detail`: empty names while the project's logs are not collected. */
export function ltsLogDetail({ project, catalogue, settings }: ProjectState, call: Call): Response {
  const { fn } = resolveTarget(project, catalogue, call.path['urn'] ?? '');
  if (!settings.ltsEnabled)
    return json(200, { group_name: '', group_id: '', stream_id: '', stream_name: '' });
  return json(200, {
    group_name: logGroupName(project),
    group_id: logGroupId(project),
    stream_id: logStreamId(project, fn),
    stream_name: logStreamName(project, fn),
  });
}

/** `POST …/functions/enable-lts-logs`: for the whole project, once. */
export async function enableLtsLogs({ settings }: ProjectState): Promise<Response> {
  if (settings.ltsEnabled) throw new Refusal(400, 'FSS.1221', 'lts log has been enabled');
  await settings.enableLts();
  return empty(200);
}

/** `GET /v2/{project}/groups` of the log service. */
export function ltsGroups({ project, settings }: ProjectState): Response {
  const group = {
    creation_time: 0,
    log_group_name: logGroupName(project),
    log_group_id: logGroupId(project),
  };
  return json(200, { log_groups: settings.ltsEnabled ? [{ ...group, ttl_in_days: 7, tag: {} }] : [] });
}

/** `GET /v2/{project}/groups/{group}/streams` of the log service. */
export function ltsStreams(state: ProjectState, call: Call): Response {
  const { project, catalogue } = state;
  knownGroup(state, call);
  const streams = [...catalogue.all()].map((fn) => ({
    creation_time: 0,
    log_stream_name: logStreamName(project, fn),
    log_stream_id: logStreamId(project, fn),
    filter_count: 0,
    tag: {},
    is_favorite: false,
  }));
  return json(200, { log_streams: streams });
}

/** `POST …/content/query` of the log service. */
export async function ltsQuery(state: ProjectState, call: Call): Promise<Response> {
  knownGroup(state, call);
  const stream = await state.logs.byId(call.path['stream'] ?? '', state.catalogue.all());
  if (!stream) throw new Refusal(400, 'LTS.0208', 'The log stream does not existed');
  const query = readQuery(
    bodyOf(call, () => new Refusal(400, 'LTS.0009', 'Failed to validate request body: not JSON')),
  );
  const { rows, total } = select(stream.between(query.start, query.end), query);
  const logs = rows.map((line) => ({
    content: highlighted(line.content, query),
    line_num: String(line.number),
    labels: labelsOf(line),
  }));
  return json(200, { ...(query.count && { count: total }), logs, isQueryComplete: true });
}

function knownGroup({ project, settings }: ProjectState, call: Call): void {
  if (!settings.ltsEnabled || call.path['group'] !== logGroupId(project)) {
    throw new Refusal(400, 'LTS.0201', 'The log group does not existed');
  }
}
