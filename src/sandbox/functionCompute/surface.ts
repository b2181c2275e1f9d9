import { functionCompute3 } from '../../model/services/functionCompute3';
import type { Request, Response, Surface } from '../exchange';
import { ACCOUNT_ID, REGION, type RamKey } from './account';
import { apiOf, requestIdOf, type Api } from './api';
import { queryValues, type Call } from './call';
import { authenticate, authenticateLog } from './auth/authenticate';
import type { AccountState } from './generation';
import { generic, refuse, Refusal, refused } from './refusal';
import { findRoute, type Route } from './routes';

/** Largest body of calls that carry no event. */
const SMALL_BODY = 1024 * 1024;

const UNKNOWN = 'PathNotSupported';

/** Function Compute 2.0 and 3.0, told apart by the version that a path begins with, and the log service. */
export function functionComputeSurface(state: AccountState): Surface {
  return {
    operation: (head) =>
      apiOf(head.path) === undefined ? undefined : (findRoute(head)?.route.operation ?? UNKNOWN),
    bodyLimit: limitOf,
    async respond(request, operation) {
      try {
        return await answer(state, request, operation);
      } catch (error) {
        if (error instanceof Refusal) return refusalOf(request, error);
        throw error;
      }
    },
    failure: (head, status, detail) => refusalOf(head, generic(status, detail)),
    requestId: (head) => ({
      header: apiOf(head.path) === 'log' ? 'x-log-requestid' : 'x-fc-request-id',
      id: requestIdOf(head),
    }),
  };
}

function refusalOf(head: Pick<Request, 'path' | 'id' | 'headers'>, refusal: Refusal): Response {
  return refused(refusal, apiOf(head.path) ?? '2023-03-30', requestIdOf(head));
}

function limitOf(operation: string): number {
  const { sync, async: queued } = functionCompute3.payloadBytes;
  if (operation === 'InvokeFunction') return sync;
  return operation === 'InvokeFunctionAsync' ? queued : SMALL_BODY;
}

async function answer(state: AccountState, request: Request, operation: string): Promise<Response> {
  // A body that was left out cannot be checked against its signature.
  if (request.tooLarge) throw refuse.tooLarge(limitOf(operation));
  const api = apiOf(request.path) ?? '2023-03-30';
  const key = authenticated(state, request, api);
  const found = findRoute(request);
  if (!found) throw refuse.notSupported(request.method, request.path);
  const { route, path } = found;
  const call: Call = { request, api, requestId: requestIdOf(request), path, query: queryValues(request) };
  if (!key.mayWrite && route.method !== 'GET') {
    throw refuse.denied(
      `the caller is not authorized to perform '${route.action}' on resource '${resourceOf(route, call)}'`,
    );
  }
  return route.respond(state, call);
}

/** Whose request it is. Where the clock was moved, one that is signed at either time is in time. Throws a Refusal. */
function authenticated({ clock, keys }: AccountState, request: Request, api: Api): RamKey {
  const verify = api === 'log' ? authenticateLog : authenticate;
  return verify(request, keys, [clock.machine.now(), clock.now()]);
}

/** The resource that a permission is about (RAM pages). */
function resourceOf({ path: pattern }: Route, { path }: Call): string {
  const { service, function: name } = path;
  const parts = [
    ...(service === undefined ? [] : [`services/${service}`]),
    ...(name === undefined ? [] : [`functions/${name}`]),
  ];
  const resource = parts.length > 0 ? parts.join('/') : (pattern.split('/').at(-1) ?? '');
  return `acs:fc:${REGION}:${ACCOUNT_ID}:${resource}`;
}
