import type { Connection, Secret } from '../../model/connection';
import { member, type Json } from '../../model/json';
import { listAt, textAt, present } from '../call/fields';
import type { HttpResponse } from '../transport/request';
import type { ApiCall } from '../call/apiCall';
import type { IssuedToken } from './tokens';

type Password = Extract<Secret, { kind: 'password' }>;

/**
 * The call that gets a token for a project: by id where it is known, else by its name. `nocatalog` leaves
 * out the list of all services. A verification code can be used once, so such a call is sent once
 * (obtaining_a_user_token_through_password_authentication.rst, ..._and_virtual_mfa.rst).
 */
export function createToken(
  origin: string,
  connection: Connection,
  { password, passcode }: Password,
): ApiCall {
  const { user: name = '', domain = '', projectId } = connection;
  const user = { name, password, domain: { name: domain } };
  const identity =
    passcode === undefined
      ? { methods: ['password'], password: { user } }
      : {
          methods: ['password', 'totp'],
          password: { user },
          totp: { user: { name, domain: { name: domain }, passcode } },
        };
  const project = projectId ? { id: projectId } : { name: projectNameOf(connection) };
  return {
    operation: 'createToken',
    repeat: passcode === undefined ? 'safely' : 'never',
    method: 'POST',
    origin,
    path: ['v3', 'auth', 'tokens'],
    query: { nocatalog: 'true' },
    headers: { 'content-type': 'application/json;charset=utf8' },
    body: JSON.stringify({ auth: { identity, scope: { project } } }),
  };
}

/**
 * Reads a token answer at local time `now`. The life time is the difference of the service's own two times, so that
 * a wrong local clock does not matter. Undefined where the answer has no token.
 */
export function readToken(response: HttpResponse, body: Json, now: number): IssuedToken | undefined {
  const token = response.header('x-subject-token');
  const details = member(body, 'token');
  const ends = Date.parse(textAt(details, 'expires_at') ?? '');
  if (token === undefined || Number.isNaN(ends)) return undefined;
  const issued = Date.parse(textAt(details, 'issued_at') ?? response.header('date') ?? '');
  const life = ends - (Number.isNaN(issued) ? now : issued);
  const user = member(details, 'user');
  const project = member(details, 'project');
  return present({
    token,
    issuedAt: now,
    endsAt: now + life,
    projectId: textAt(project, 'id'),
    projectName: textAt(project, 'name'),
    user: textAt(user, 'name'),
    account: textAt(member(user, 'domain'), 'name'),
  });
}

/** The name of the project that a connection works in: the region's, or `<region>_<name>` where a profile says one of those. */
export function projectNameOf({ region, projectName = '' }: Connection): string {
  return projectName.startsWith(`${region}_`) ? projectName : region;
}

/** The call that finds a project by its name. */
export function listProjects(origin: string, name: string): ApiCall {
  return {
    operation: 'listProjects',
    repeat: 'safely',
    method: 'GET',
    origin,
    path: ['v3', 'projects'],
    query: { name },
    headers: { 'content-type': 'application/json' },
  };
}

/** Ids of the projects of that name (some services filter by more than the exact name). */
export function readProjects(body: Json, name: string): readonly string[] {
  return listAt(body, 'projects').flatMap((project) => {
    const id = textAt(project, 'id');
    return id !== undefined && textAt(project, 'name') === name ? [id] : [];
  });
}
