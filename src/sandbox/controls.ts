import path from 'node:path';
import { isObject, member, type Json, type JsonObject } from '../model/json';
import type { Catalogue } from './catalogue';
import type { Debugging } from './debugging';
import { armDebugging, newsOfDebugging, stopDebugging } from './debugControls';
import { equalSecrets } from './equalSecrets';
import { empty, json, plainRequestId, queryOf, type Request, type Response, type Surface } from './exchange';
import type { Faults } from './faults';
import type { AccountKeys } from './functionCompute/account';
import type { IdentityService } from './functionGraph/auth/identityService';
import { PROJECTS } from './functionGraph/project';
import type { RequestLog } from './requestLog';
import { readJson } from './readJson';
import type { Runner } from './runner/runner';
import type { TimeControls } from './timeControls';

/** What tests steer the sandbox with, and debuggers. */
interface ControlParts {
  readonly identity: IdentityService;
  readonly keys: AccountKeys;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly time: TimeControls;
  readonly debugging: Debugging;
  readonly catalogue: Catalogue;
  readonly runner: Pick<Runner, 'interpreter'>;
}

type Control = (
  parts: ControlParts,
  body: Json | undefined,
  query: ReadonlyMap<string, string>,
) => Response | Promise<Response>;

/**
 * The controls, all with the start token in X-Auth-Token (`--help` describes them):
 * `GET /sandbox/clock` the time and what waits for it, `POST` moves it; `GET /sandbox/deliveries` what was delivered;
 * `GET /sandbox/requests` the last requests, `DELETE` forgets them;
 * `GET /sandbox/faults`, `POST` with `{"faults": ["operation:kind:often"]}` sets them instead of those before, `DELETE`
 * clears them; `POST /sandbox/tokens` with `{"projectId", "seconds"}` issues a token;
 * `POST /sandbox/tokens/expire` ends all issued tokens;
 * `GET /sandbox/functions` the folders with functions and what was read there, `PUT` with `{"roots"}` takes others;
 * `GET /sandbox/interpreter` the program that runs a runtime;
 * `POST`, `GET`, `DELETE /sandbox/debug` arms a debugger, tells of it, ends it (`debugControls.ts`);
 * `POST /sandbox/keys` with `{"seconds"}` issues temporary keys of Function Compute (0: expired ones).
 */
const CONTROLS: Readonly<Record<string, Control>> = {
  'GET /sandbox/clock': ({ time }) => json(200, time.show()),
  'POST /sandbox/clock': async ({ time }, body) => json(200, await time.move(body)),
  'GET /sandbox/deliveries': ({ time }, _body, query) => json(200, time.deliveries(query.get('event'))),
  'GET /sandbox/requests': ({ log }) => json(200, { requests: log.all().map((request) => ({ ...request })) }),
  'DELETE /sandbox/requests': ({ log }) => {
    log.clear();
    return empty(204);
  },
  'GET /sandbox/faults': ({ faults }) => json(200, { faults: faults.list() }),
  'POST /sandbox/faults': ({ faults }, body) => setFaults(faults, member(body, 'faults')),
  'DELETE /sandbox/faults': ({ faults }) => setFaults(faults, []),
  'POST /sandbox/tokens': ({ identity }, body) => issueToken(identity, isObject(body) ? body : {}),
  'POST /sandbox/keys': ({ keys }, body) => issueKeys(keys, member(body, 'seconds') ?? 60),
  'GET /sandbox/functions': ({ catalogue }) => functionsOf(catalogue),
  'PUT /sandbox/functions': ({ catalogue }, body) => setRoots(catalogue, member(body, 'roots')),
  'GET /sandbox/interpreter': async ({ runner }, _body, query) =>
    json(200, { command: (await runner.interpreter(query.get('runtime') ?? '')) ?? null }),
  'POST /sandbox/debug': ({ debugging }, body) => armDebugging(debugging, body),
  'GET /sandbox/debug': ({ debugging }, _body, query) => newsOfDebugging(debugging, query),
  'DELETE /sandbox/debug': ({ debugging }, _body, query) => stopDebugging(debugging, query),
  'POST /sandbox/tokens/expire': ({ identity }) => {
    identity.tokens.expireAll();
    return empty(204);
  },
};

const LARGEST_BODY = 64 * 1024;

/** The sandbox's own surface. */
export function controlSurface(parts: ControlParts): Surface {
  return {
    operation: ({ method, path }) => (path.startsWith('/sandbox/') ? `${method} ${path}` : undefined),
    bodyLimit: () => LARGEST_BODY,
    respond: (request, operation) => answer(parts, operation, request),
    failure: (_head, status, detail) => refusal(status, detail),
    requestId: plainRequestId,
  };
}

async function answer(parts: ControlParts, operation: string, request: Request): Promise<Response> {
  if (!equalSecrets(request.headers['x-auth-token'] ?? '', parts.identity.startToken)) {
    return refusal(401, 'the start token is needed in X-Auth-Token');
  }
  const control = CONTROLS[operation];
  if (!control) return refusal(404, 'there is no such control');
  try {
    const text = request.body.toString('utf8');
    const body = text === '' ? undefined : readJson(text);
    if (text !== '' && body === undefined) return refusal(400, 'the body is not valid JSON');
    return await control(parts, body, new Map(queryOf(request.search)));
  } catch (error) {
    if (error instanceof RangeError) return refusal(400, error.message);
    throw error;
  }
}

function setFaults(faults: Faults, specs: Json | undefined): Response {
  if (!Array.isArray(specs)) throw new RangeError('faults must be a list');
  faults.set(specs.map(String));
  return json(200, { faults: faults.list() });
}

function setRoots(catalogue: Catalogue, roots: Json | undefined): Response {
  const isFolder = (root: Json): root is string => typeof root === 'string' && path.isAbsolute(root);
  if (!Array.isArray(roots) || !roots.every(isFolder))
    throw new RangeError('roots must be a list of absolute paths');
  try {
    catalogue.setRoots(roots);
  } catch (error) {
    throw new RangeError(error instanceof Error ? error.message : String(error), { cause: error });
  }
  return functionsOf(catalogue);
}

function functionsOf(catalogue: Catalogue): Response {
  catalogue.refresh();
  const functions = catalogue.onDisk().map(({ group, name, dir }) => ({ group, name, dir }));
  return json(200, { roots: catalogue.folders(), functions });
}

function issueToken(identity: IdentityService, body: JsonObject): Response {
  const projectId = body['projectId'] ?? PROJECTS[0]?.id;
  const seconds = body['seconds'] ?? 60;
  if (typeof projectId !== 'string' || typeof seconds !== 'number')
    throw new RangeError('projectId, seconds');
  const token = identity.issueToken({ kind: 'project', projectId }, identity.user, ['password'], seconds);
  return json(201, { token: token.text, expiresAt: new Date(token.expiresAt).toISOString() });
}

function issueKeys(keys: AccountKeys, seconds: Json): Response {
  if (typeof seconds !== 'number') throw new RangeError('seconds');
  const { accessKeyId, secretAccessKey, temporary } = keys.issue(seconds);
  return json(201, {
    accessKeyId,
    secretAccessKey,
    securityToken: temporary?.securityToken ?? '',
    expiresAt: new Date(temporary?.expiresAt ?? 0).toISOString(),
  });
}

function refusal(status: number, text: string): Response {
  return json(status, { error_code: 'Sandbox.Control', error_msg: text });
}
