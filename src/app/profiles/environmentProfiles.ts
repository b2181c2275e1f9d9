import type { Secret } from '../../model/connection';
import { message } from '../../model/message';
import { iamOf } from './openStackProfiles';
import { given, keysOf, type FoundProfile, type ProfileContent, type ProfileProblem } from './profile';

/** Variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads a variable of a set: the first of these endings that is there. */
type Read = (...endings: readonly string[]) => string | undefined;

/** What each set of variables says. A set is read as a whole: half of one and half of another belong to nobody. */
const SETS: Readonly<Record<string, (read: Read) => ProfileContent | undefined>> = {
  // aliyun-cli, config/profile.go: three spellings, the newest first; the third is Terraform's, too.
  ALIBABA_CLOUD: alibaba,
  ALIBABACLOUD: alibaba,
  ALICLOUD: alibaba,
  // huaweicloud-sdk-core, EnvCredentials.
  HUAWEICLOUD_SDK: (read) => {
    const secret = keysOf(read('AK'), read('SK'), read('SECURITY_TOKEN'));
    return secret && { secret, proposed: given({ projectId: read('PROJECT_ID') }) };
  },
  // Huawei Cloud's Terraform provider, “Environment Variables”.
  HW: (read) => {
    const secret = keysOf(read('ACCESS_KEY'), read('SECRET_KEY'), read('SECURITY_TOKEN'));
    return (
      secret && { secret, proposed: given({ region: read('REGION_NAME'), projectId: read('PROJECT_ID') }) }
    );
  },
  OS: openStack,
};

function alibaba(read: Read): ProfileContent | undefined {
  const secret = keysOf(
    read('ACCESS_KEY_ID', 'ACCESS_KEY'),
    read('ACCESS_KEY_SECRET', 'SECRET_KEY'),
    read('SECURITY_TOKEN'),
  );
  const proposed = given({ region: read('REGION_ID', 'REGION'), accountId: read('ACCOUNT_ID') });
  return secret && { secret, proposed };
}

/** `OS_*`: python-openstackclient and the OTC tools; an access key, a token, or user and password. */
function openStack(read: Read): ProfileContent | undefined {
  const secret =
    keysOf(read('ACCESS_KEY'), read('SECRET_KEY'), read('SECURITY_TOKEN')) ??
    token(read('TOKEN', 'AUTH_TOKEN')) ??
    password(read('PASSWORD'));
  if (!secret) return undefined;
  const byPassword = secret.kind === 'password';
  const iam = iamOf(read('AUTH_URL'));
  const projectId = read('PROJECT_ID', 'TENANT_ID');
  const projectName = read('PROJECT_NAME');
  const ofProject = /^[a-z]+-[a-z0-9]+/.exec(projectName ?? '')?.[0];
  const whose = byPassword ? { user: read('USERNAME'), domain: read('USER_DOMAIN_NAME', 'DOMAIN_NAME') } : {};
  if (byPassword && (whose.user === undefined || whose.domain === undefined)) return undefined;
  return {
    secret,
    ...given({ ...whose, projectName: projectId === undefined ? projectName : undefined }),
    proposed: given({
      region: read('REGION_NAME') ?? iam.region ?? ofProject,
      projectId,
      iamEndpoint: iam.iamEndpoint,
    }),
  };
}

function token(text: string | undefined): Secret | undefined {
  return text === undefined ? undefined : { kind: 'token', token: text };
}

function password(text: string | undefined): Secret | undefined {
  return text === undefined ? undefined : { kind: 'password', password: text };
}

/** The sets of variables that describe an account. */
export function profilesInEnvironment(environment: Environment): readonly FoundProfile[] {
  return Object.keys(SETS).flatMap((name): FoundProfile[] => {
    const found = readSet(name, environment);
    return found ? [found] : [];
  });
}

/** What a set of variables says now. */
export function profileInEnvironment(name: string, environment: Environment): FoundProfile['outcome'] {
  const found = Object.hasOwn(SETS, name) ? readSet(name, environment) : undefined;
  return (
    found?.outcome ?? {
      summary: message('VS Code was started without the variables “{0}”.', `${name}_…`),
      hint: message(
        'Start VS Code from a shell that has them, or edit the connection to sign in another way.',
      ),
    }
  );
}

function readSet(name: string, environment: Environment): FoundProfile | undefined {
  const names: string[] = [];
  const outcome = SETS[name]?.((...endings) => {
    for (const ending of endings) {
      const variable = `${name}_${ending}`;
      const value = environment[variable]?.trim();
      if (value === undefined || value === '') continue;
      names.push(variable);
      return value;
    }
    return undefined;
  });
  if (names.length === 0) return undefined;
  const place = names.join(', ');
  return { reference: `environment:${name}`, name, place, outcome: outcome ?? incomplete(place) };
}

/** Only variables of a secret were read then: the others are read once there is one. */
function incomplete(names: string): ProfileProblem {
  return {
    summary: message('{0}: variables that belong to them are not set.', names),
    hint: message('An access key takes both halves; a password takes user and domain as well.'),
  };
}
