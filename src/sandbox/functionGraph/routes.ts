import type { RequestHead, Response } from '../exchange';
import { segmentsOf } from '../exchange';
import { matchPath } from '../pathPattern';
import * as asyncConfig from './asyncConfig/routes';
import * as asyncInvocation from './asyncInvocation/routes';
import type { Call } from './call';
import * as functions from './functions/routes';
import * as invocation from './invocation/routes';
import * as logs from './logs/routes';
import type { ProjectState } from './projectState';
import * as testEvents from './testEvents/routes';

/** An operation of a project: its name (the reference's route table), its path, what it does. */
interface Route {
  readonly operation: string;
  readonly method: string;
  /** Segments; `{name}` matches any one segment. Literals come before `{urn}`, which could look like one. */
  readonly path: string;
  readonly respond: (state: ProjectState, call: Call) => Response | Promise<Response>;
}

const FGS = '/v2/{project}/fgs/functions';
const ONE = `${FGS}/{urn}`;
const LTS = '/v2/{project}/groups';

/** FunctionGraph and the log service, in the order in which they are tried. */
const ROUTES: readonly Route[] = [
  route('listFunctions', 'GET', FGS, functions.listFunctions),
  route('enableLtsLogs', 'POST', `${FGS}/enable-lts-logs`, logs.enableLtsLogs),
  route(
    'enableAsyncStatusLogs',
    'POST',
    `${FGS}/enable-async-status-logs`,
    asyncInvocation.enableAsyncStatusLogs,
  ),
  route(
    'asyncStatusLogDetail',
    'GET',
    `${FGS}/async-status-log-detail`,
    asyncInvocation.asyncStatusLogDetail,
  ),
  route('showFunctionConfig', 'GET', `${ONE}/config`, functions.showFunctionConfig),
  route('listVersions', 'GET', `${ONE}/versions`, functions.listVersions),
  route('listAliases', 'GET', `${ONE}/aliases`, functions.listAliases),
  route('showAlias', 'GET', `${ONE}/aliases/{alias}`, functions.showAlias),
  route('getAsyncConfig', 'GET', `${ONE}/async-invoke-config`, asyncConfig.getAsyncConfig),
  route('putAsyncConfig', 'PUT', `${ONE}/async-invoke-config`, asyncConfig.putAsyncConfig),
  route('deleteAsyncConfig', 'DELETE', `${ONE}/async-invoke-config`, asyncConfig.deleteAsyncConfig),
  route('listAsyncConfigs', 'GET', `${ONE}/async-invoke-configs`, asyncConfig.listAsyncConfigs),
  route('invoke', 'POST', `${ONE}/invocations`, invocation.invoke),
  route('invokeAsync', 'POST', `${ONE}/invocations-async`, asyncInvocation.invokeAsync),
  route('listAsyncInvocations', 'GET', `${ONE}/async-invocations`, asyncInvocation.listAsyncInvocations),
  route(
    'listActiveAsyncInvocations',
    'GET',
    `${ONE}/active-async-invocations`,
    asyncInvocation.listActiveAsyncInvocations,
  ),
  route('cancelAsyncInvocation', 'POST', `${ONE}/cancel`, asyncInvocation.cancelAsyncInvocation),
  route('listEvents', 'GET', `${ONE}/events`, testEvents.listEvents),
  route('createEvent', 'POST', `${ONE}/events`, testEvents.createEvent),
  route('showEvent', 'GET', `${ONE}/events/{event}`, testEvents.showEvent),
  route('updateEvent', 'PUT', `${ONE}/events/{event}`, testEvents.updateEvent),
  route('deleteEvent', 'DELETE', `${ONE}/events/{event}`, testEvents.deleteEvent),
  route('ltsLogDetail', 'GET', `${ONE}/lts-log-detail`, logs.ltsLogDetail),
  route('ltsGroups', 'GET', LTS, logs.ltsGroups),
  route('ltsStreams', 'GET', `${LTS}/{group}/streams`, logs.ltsStreams),
  route('ltsQuery', 'POST', `${LTS}/{group}/streams/{stream}/content/query`, logs.ltsQuery),
];

/** The route of a request and its path's parameters, decoded; undefined where there is none. */
export function findRoute(
  head: RequestHead,
): { readonly route: Route; readonly path: Readonly<Record<string, string>> } | undefined {
  const segments = segmentsOf(head.path);
  for (const candidate of ROUTES) {
    const path = candidate.method === head.method ? matchPath(candidate.path, segments) : undefined;
    if (path) return { route: candidate, path };
  }
  return undefined;
}

function route(operation: string, method: string, path: string, respond: Route['respond']): Route {
  return { operation, method, path, respond };
}
