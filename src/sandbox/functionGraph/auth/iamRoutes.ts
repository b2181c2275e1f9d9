import { isObject, member, type Json, type JsonObject } from '../../../model/json';
import { json, queryOf, type Request, type Response } from '../../exchange';
import { equalSecrets } from '../../equalSecrets';
import { readJson } from '../../readJson';
import { textAt } from '../../textAt';
import { PROJECTS, type Project } from '../project';
import { Refusal } from '../refusal';
import type { User } from './account';
import { authenticate, verifyToken } from './authenticate';
import type { IdentityService } from './identityService';
import type { Token, TokenScope } from './tokens';

/** Keystone's error body, which the older calls answer with. */
function keystone(status: number, title: string, text: string): Response {
  return json(status, { error: { code: status, message: text, title } });
}

/** `POST /v3/auth/tokens`: a token for user name and password, and a code where the user needs one. */
export function createToken(identity: IdentityService, request: Request): Response {
  const auth = member(parsed(request), 'auth');
  const methods = member(member(auth, 'identity'), 'methods');
  const given = member(member(member(auth, 'identity'), 'password'), 'user');
  if (!Array.isArray(methods) || !methods.includes('password') || !isObject(given)) {
    return keystone(
      400,
      'Bad Request',
      'The request body is not valid: methods and password.user are needed.',
    );
  }
  const user = userOf(identity, given);
  if (!user || !equalSecrets(textAt(given, 'password'), identity.account.password)) {
    throw new Refusal(401, 'IAM.0062', 'Incorrect password.');
  }
  if (user.passcode !== undefined && !passcodeHolds(user, methods, auth)) {
    return keystone(
      401,
      'Unauthorized',
      'The verification code of the virtual MFA device is missing or wrong.',
    );
  }
  const scope = scopeOf(member(auth, 'scope'));
  if (!scope) return keystone(404, 'Not Found', 'Could not find project.');
  const token = identity.issueToken(scope, user, methods.map(String));
  return json(201, { token: tokenBody(identity, token) }, { 'x-subject-token': token.text });
}

/** `GET` or `HEAD /v3/auth/tokens`: what the token in X-Subject-Token is good for. */
export function showToken(identity: IdentityService, request: Request): Response {
  authenticate(request, identity);
  try {
    const token = verifyToken(request.headers['x-subject-token'] ?? '', identity);
    return json(200, { token: tokenBody(identity, token) }, { 'x-subject-token': token.text });
  } catch (error) {
    if (error instanceof Refusal) return keystone(404, 'Not Found', 'Could not find token.');
    throw error;
  }
}

/** `GET /v3/projects` and `GET /v3/auth/projects`, with the pseudo project of the object store as the real list has it. */
export function listProjects(identity: IdentityService, request: Request): Response {
  authenticate(request, identity);
  const name = queryOf(request.search).find(([key]) => key === 'name')?.[1];
  const projects = [...PROJECTS.map(({ id, region }) => ({ id, name: region })), PSEUDO_PROJECT]
    .filter((project) => name === undefined || project.name === name)
    .map((project) => ({
      ...project,
      domain_id: identity.account.domainId,
      parent_id: identity.account.domainId,
      is_domain: false,
      enabled: true,
      description: '',
      links: { self: `/v3/projects/${project.id}` },
    }));
  return json(200, { links: { self: '/v3/projects', previous: null, next: null }, projects });
}

/** `POST /v3.0/OS-CREDENTIAL/securitytokens`: temporary keys for the token's user. */
export function createTemporaryKeys(identity: IdentityService, request: Request): Response {
  authenticate(request, identity);
  const method = member(member(parsed(request), 'auth'), 'identity');
  const wanted = member(member(method, 'token') ?? member(method, 'assume_role'), 'duration_seconds') ?? 900;
  const key = identity.issueKey(Number(wanted));
  if (!key?.temporary) throw new Refusal(400, 'IAM.0007', "Request parameter 'duration_seconds' is invalid.");
  return json(201, {
    credential: {
      access: key.accessKeyId,
      secret: key.secretAccessKey,
      securitytoken: key.temporary.securityToken,
      expires_at: microseconds(key.temporary.expiresAt),
    },
  });
}

const PSEUDO_PROJECT = { id: 'b7d24f0e5c934a1f8e60a92d4b1c3f7e', name: 'MOS' };

function parsed(request: Request): Json {
  const body = readJson(request.body.toString('utf8'));
  if (body === undefined) throw new Refusal(400, 'IAM.0007', 'The request body is not valid JSON.');
  return body;
}

function userOf({ account }: IdentityService, given: JsonObject): User | undefined {
  const domain = member(given, 'domain');
  const domainHolds =
    member(domain, 'name') === account.domainName || member(domain, 'id') === account.domainId;
  const users = [account.user, account.mfaUser];
  const byId = users.find(({ id }) => id === member(given, 'id'));
  return byId ?? (domainHolds ? users.find(({ name }) => name === member(given, 'name')) : undefined);
}

/** The second factor's user is named by id (the table) or by name (the sample). */
function passcodeHolds(user: User, methods: readonly Json[], auth: Json | undefined): boolean {
  const given = member(member(member(auth, 'identity'), 'totp'), 'user');
  const same = member(given, 'id') === user.id || member(given, 'name') === user.name;
  return methods.includes('totp') && same && equalSecrets(textAt(given, 'passcode'), user.passcode ?? '');
}

/** Project wins over domain; without a scope the token is global. Undefined: there is no such project. */
function scopeOf(scope: Json | undefined): TokenScope | undefined {
  const wanted = member(scope, 'project');
  if (wanted === undefined) return { kind: 'domain' };
  const project = PROJECTS.find(
    ({ id, region }) => member(wanted, 'id') === id || member(wanted, 'name') === region,
  );
  return project && { kind: 'project', projectId: project.id };
}

function tokenBody(identity: IdentityService, token: Token): JsonObject {
  return {
    methods: token.methods,
    issued_at: microseconds(token.issuedAt),
    expires_at: microseconds(token.expiresAt),
    ...scopeBody(identity, token.scope),
    user: { id: token.user.id, name: token.user.name, domain: identity.domain(), password_expires_at: '' },
    roles: [{ id: '0', name: 'te_admin' }],
  };
}

function scopeBody(identity: IdentityService, scope: TokenScope): JsonObject {
  if (scope.kind === 'domain') return { domain: identity.domain() };
  const project: Project | undefined =
    scope.kind === 'project' ? PROJECTS.find(({ id }) => id === scope.projectId) : PROJECTS[0];
  return { project: { id: project?.id ?? '', name: project?.region ?? '', domain: identity.domain() } };
}

function microseconds(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z');
}
