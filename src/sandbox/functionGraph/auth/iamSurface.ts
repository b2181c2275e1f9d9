import { plainRequestId, type Request, type Response, type Surface } from '../../exchange';
import { generic, Refusal, refused } from '../refusal';
import type { IdentityService } from './identityService';
import { createTemporaryKeys, createToken, listProjects, showToken } from './iamRoutes';

type Operation = (identity: IdentityService, request: Request) => Response;

const ROUTES: Readonly<Record<string, readonly [operation: string, respond: Operation]>> = {
  'POST /v3/auth/tokens': ['createToken', createToken],
  'GET /v3/auth/tokens': ['showToken', showToken],
  'HEAD /v3/auth/tokens': ['showToken', showToken],
  'GET /v3/projects': ['listProjects', listProjects],
  'GET /v3/auth/projects': ['listProjects', listProjects],
  'POST /v3.0/OS-CREDENTIAL/securitytokens': ['createTemporaryKeys', createTemporaryKeys],
};

const LARGEST_BODY = 64 * 1024;

/** The identity service. */
export function iamSurface(identity: IdentityService): Surface {
  return {
    operation: ({ method, path }) => ROUTES[`${method} ${path}`]?.[0],
    bodyLimit: () => LARGEST_BODY,
    respond: (request) => Promise.resolve(answer(identity, request)),
    failure: (head, status, detail) => refused(generic(status, detail), head.id),
    requestId: plainRequestId,
  };
}

function answer(identity: IdentityService, request: Request): Response {
  try {
    const respond = ROUTES[`${request.method} ${request.path}`]?.[1];
    if (!respond) throw new Refusal(404, 'IAM.0004', 'The requested resource could not be found.');
    if (request.tooLarge) throw new Refusal(413, 'IAM.0007', 'The request body is too large.');
    return respond(identity, request);
  } catch (error) {
    if (error instanceof Refusal) return refused(error, request.id);
    throw error;
  }
}
