import { plainRequestId, type Request, type RequestHead, type Response, type Surface } from '../exchange';
import { authenticate } from './auth/authenticate';
import type { IdentityService } from './auth/identityService';
import { queryValues } from './call';
import type { ProjectState } from './projectState';
import { generic, refuse, Refusal, refused } from './refusal';
import { findRoute } from './routes';

/** Largest body of calls that carry no event. */
const SMALL_BODY = 1024 * 1024;

/** FunctionGraph and the log service; the project in the path decides which flavour answers. */
export function projectSurface(identity: IdentityService, states: readonly ProjectState[]): Surface {
  return {
    operation: (head) => findRoute(head)?.route.operation,
    bodyLimit(operation) {
      const { payloadBytes } = (states[0] as ProjectState).project.profile;
      if (operation === 'invoke') return payloadBytes.sync;
      return operation === 'invokeAsync' ? payloadBytes.async : SMALL_BODY;
    },
    async respond(request) {
      try {
        return await answer(identity, states, request);
      } catch (error) {
        if (error instanceof Refusal) return refused(error, request.id);
        throw error;
      }
    },
    failure: (head, status, detail) => refused(generic(status, detail), head.id),
    requestId: plainRequestId,
  };
}

async function answer(
  identity: IdentityService,
  states: readonly ProjectState[],
  request: Request,
): Promise<Response> {
  const found = findRoute(request);
  if (!found) throw refuse.notFound('Not found the specified resource');
  // A body that was left out cannot be checked against its signature.
  if (request.tooLarge) throw refuse.tooLarge();
  const { route, path } = found;
  const state = states.find(({ project }) => project.id === path['project']);
  // Where the clock was moved, a request that is signed at either time is in time.
  const caller = authenticate(request, identity, state?.clock.now());
  const named = request.headers['x-project-id'] ?? state?.project.id;
  if (!state || named !== state.project.id || !identity.mayUse(caller, state.project.id)) {
    throw isLogService(request) ? new Refusal(403, 'LTS.0011', 'Invalid projectId') : refuse.wrongProject();
  }
  return route.respond(state, { request, path, query: queryValues(request) });
}

function isLogService({ path }: RequestHead): boolean {
  return /^\/v2\/[^/]+\/groups(\/|$)/.test(path);
}
