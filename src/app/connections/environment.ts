import type { Connection, Secret } from '../../model/connection';
import type { ServiceId } from '../../model/service';
import { checkOrigin } from './fields';

/** What environment variables say about an account, ready to be completed by a person. */
export interface Found {
  /** Names of the variables that were used, for the person who decides. */
  readonly variables: readonly string[];
  readonly service: ServiceId;
  readonly connection: Partial<Connection> & Pick<Connection, 'credential'>;
  readonly secret: Secret;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Accounts that the environment variables of the official SDKs and of OpenStack clients describe. Only looked at
 * when a person adds a connection, never stored without their choice.
 */
export function accountsIn(environment: Environment): readonly Found[] {
  return [huawei(environment), openTelekom(environment)].filter((found) => found !== undefined);
}

/** `HUAWEICLOUD_SDK_AK`, `_SK`, `_PROJECT_ID`, `_SECURITY_TOKEN`: huaweicloud-sdk-core, EnvCredentials. */
function huawei(environment: Environment): Found | undefined {
  const used = reader(environment);
  const secret = keys(
    used('HUAWEICLOUD_SDK_AK'),
    used('HUAWEICLOUD_SDK_SK'),
    used('HUAWEICLOUD_SDK_SECURITY_TOKEN'),
  );
  if (!secret) return undefined;
  const projectId = used('HUAWEICLOUD_SDK_PROJECT_ID');
  return {
    service: 'functiongraph-huawei',
    connection: { credential: secret.kind, ...(projectId !== undefined && { projectId }) },
    secret,
    variables: used.names,
  };
}

/** `OS_*`: python-openstackclient and the OTC tools; a token, an access key, or user and password. */
function openTelekom(environment: Environment): Found | undefined {
  const used = reader(environment);
  const secret =
    keys(used('OS_ACCESS_KEY'), used('OS_SECRET_KEY'), used('OS_SECURITY_TOKEN')) ??
    token(used('OS_TOKEN') ?? used('OS_AUTH_TOKEN')) ??
    password(used('OS_PASSWORD'));
  if (!secret) return undefined;
  const user = secret.kind === 'password' ? used('OS_USERNAME') : undefined;
  const domain =
    secret.kind === 'password' ? (used('OS_USER_DOMAIN_NAME') ?? used('OS_DOMAIN_NAME')) : undefined;
  const region = used('OS_REGION_NAME') ?? /^[a-z]+-[a-z0-9]+/.exec(used('OS_PROJECT_NAME') ?? '')?.[0];
  const projectId = used('OS_PROJECT_ID') ?? used('OS_TENANT_ID');
  const iamEndpoint = foreignOrigin(used('OS_AUTH_URL'));
  return {
    service: 'functiongraph-otc',
    connection: {
      credential: secret.kind,
      ...(region !== undefined && { region }),
      ...(projectId !== undefined && { projectId }),
      ...(user !== undefined && { user }),
      ...(domain !== undefined && { domain }),
      ...(iamEndpoint !== undefined && { iamEndpoint }),
    },
    secret,
    variables: used.names,
  };
}

/** The origin of an identity address that is not the vendor's own for its region. */
function foreignOrigin(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const { origin, hostname } = new URL(address);
  if (/^iam\.[a-z0-9-]+\.otc\.t-systems\.com$/.test(hostname)) return undefined;
  return checkOrigin(origin) ? undefined : origin;
}

function keys(
  accessKeyId: string | undefined,
  secretAccessKey: string | undefined,
  securityToken: string | undefined,
): Secret | undefined {
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return securityToken === undefined
    ? { kind: 'keys', accessKeyId, secretAccessKey }
    : { kind: 'temporaryKeys', accessKeyId, secretAccessKey, securityToken };
}

function token(text: string | undefined): Secret | undefined {
  return text === undefined ? undefined : { kind: 'token', token: text };
}

function password(text: string | undefined): Secret | undefined {
  return text === undefined ? undefined : { kind: 'password', password: text };
}

/** Reads variables and keeps the names of those that were there. */
function reader(
  environment: Environment,
): ((name: string) => string | undefined) & { readonly names: string[] } {
  const names: string[] = [];
  const read = (name: string): string | undefined => {
    const value = environment[name]?.trim();
    if (value === undefined || value === '') return undefined;
    names.push(name);
    return value;
  };
  return Object.assign(read, { names });
}
