import { describe, expect, it } from 'vitest';
import { emptyMachine, said } from './machine';

describe('profiles of the Alibaba Cloud CLI', () => {
  const { put, read, path } = emptyMachine();
  put('aliyun.json');
  const file = path('aliyun.json');

  it('give access keys, permanent and temporary, and propose region and address', async () => {
    expect(await read('aliyun:default')).toEqual({
      secret: { kind: 'keys', accessKeyId: 'LTAI-DEFAULT', secretAccessKey: 'SECRET-DEFAULT' },
      proposed: { region: 'eu-central-1' },
    });
    expect(await read('aliyun:short lived')).toMatchObject({
      secret: { kind: 'temporaryKeys', accessKeyId: 'STS.ID', securityToken: 'TOKEN-STS' },
    });
    expect(await read('aliyun:elsewhere')).toMatchObject({
      proposed: { endpoint: 'https://fcv3-vpc.example.com' },
    });
  });

  it('say where they stand and why they cannot be used, and no secret', async () => {
    const problems = [
      said(await read('aliyun:role')),
      said(await read('aliyun:machine')),
      said(await read('aliyun:half')),
      said(await read('aliyun:nobody')),
    ];
    expect(problems).toEqual([
      expect.stringContaining(`${file}:26: the profile “role” signs in by “RamRoleArn”`),
      expect.stringContaining(`${file}:35: the profile “machine” signs in by “EcsRamRole”`),
      expect.stringContaining(`${file}:36: the profile “half” has no “access_key_secret”`),
      expect.stringContaining(`“${file}” has no profile “nobody”`),
    ]);
    expect(problems.join()).not.toContain('SECRET');
  });
});

describe('accounts of Serverless Devs', () => {
  const { put, read, path } = emptyMachine();
  put('access.yaml');

  it('give plain access keys with their account, whether that is a text or a number', async () => {
    expect(await read('serverless-devs:plain')).toEqual({
      secret: { kind: 'keys', accessKeyId: 'LTAI-PLAIN', secretAccessKey: 'SECRET-PLAIN' },
      proposed: { accountId: '1234567890123456' },
    });
    expect(await read('serverless-devs:temporary')).toMatchObject({
      secret: { kind: 'temporaryKeys', securityToken: 'TOKEN-TEMPORARY' },
      proposed: { accountId: '1234567890123456' },
    });
  });

  it('that are encrypted, or of another vendor, are told as such', async () => {
    const encrypted = said(await read('serverless-devs:default'));
    expect(encrypted).toContain(`${path('access.yaml')}:1: the profile “default” is encrypted`);
    expect(encrypted).toContain('Enter the access key in FnDeck');
    expect(said(await read('serverless-devs:other-vendor'))).toContain('has no “AccessKeySecret”');
  });
});

describe('profiles of KooCLI', () => {
  it('give access keys, and propose region and project', async () => {
    const { put, read } = emptyMachine();
    put('koocli.json');
    expect(await read('koocli:default')).toEqual({
      secret: { kind: 'keys', accessKeyId: 'KOOCLIDEFAULT0000001', secretAccessKey: 'SECRET-KOO' },
      proposed: { region: 'ap-southeast-3', projectId: '0123456789abcdef0123456789abcdef' },
    });
    expect(await read('koocli:temporary')).toMatchObject({ secret: { kind: 'temporaryKeys' } });
    expect(said(await read('koocli:agency'))).toContain('“agencyName: ops”');
    expect(said(await read('koocli:browser'))).toContain('“SSO”');
  });

  it.each([
    ['by the word of the file', '"authEncrypt": "true"', 'KOOCLIDEFAULT0000001'],
    ['by a switch', '"authEncrypt": true', 'KOOCLIDEFAULT0000001'],
    ['by the look of the key', '"x": 1', 'c1f0a9+/4Zb7=='],
  ])('are told to be encrypted %s', async (_, word, accessKeyId) => {
    const { put, read } = emptyMachine();
    const keys = `"mode": "AKSK", "accessKeyId": "${accessKeyId}", "secretAccessKey": "SECRET"`;
    put('koocli.json', `{${word}, "profiles": [{"name": "default", ${keys}}]}`);
    expect(said(await read('koocli:default'))).toContain('is encrypted by its tool');
  });
});

describe('clouds of OpenStack', () => {
  const { put, read } = emptyMachine();
  put('clouds.yaml');
  put('secure.yaml');

  it('give user and password, access key or token, each with its region', async () => {
    expect(await read('openstack:otc')).toEqual({
      secret: { kind: 'password', password: 'SECRET-OTC' },
      user: 'ada',
      projectName: 'eu-de',
      domain: 'OTC-EU-DE-00000000001000000001',
      proposed: { region: 'eu-de' },
    });
    expect(await read('openstack:keys')).toEqual({
      secret: { kind: 'keys', accessKeyId: 'OTCKEY00000000000001', secretAccessKey: 'SECRET-OTC-KEY' },
      proposed: { region: 'eu-ch2', projectId: '0123456789abcdef0123456789abcdef' },
    });
    expect(await read('openstack:token')).toEqual({
      secret: { kind: 'token', token: 'TOKEN-OTC' },
      proposed: { region: 'eu-de', iamEndpoint: 'https://iam.example.com' },
    });
  });

  it('have the secrets that stand apart', async () => {
    expect(await read('openstack:split')).toMatchObject({
      secret: { kind: 'password', password: 'SECRET-APART' },
      proposed: { region: 'eu-nl' },
    });
  });

  it('that sign in otherwise, or ask for the password, are told', async () => {
    expect(said(await read('openstack:application'))).toContain('“v3applicationcredential”');
    expect(said(await read('openstack:asked'))).toContain('has no “password”');
  });

  it('lie where a variable points, and never in the working directory', async () => {
    const elsewhere = emptyMachine();
    const named = elsewhere.put('clouds.yaml');
    const machine = emptyMachine({ environment: { OS_CLIENT_CONFIG_FILE: named } });
    expect(await machine.read('openstack:otc')).toMatchObject({ user: 'ada' });
    expect(said(await emptyMachine().read('openstack:otc'))).toContain('is not there');
  });
});

describe('a file in YAML', () => {
  it('says what is written there, whatever looks like a number or a switch', async () => {
    const { put, read } = emptyMachine();
    put(
      'access.yaml',
      [
        'a: {AccountID: 0012345678901234, AccessKeyID: 1e5, AccessKeySecret: 0x1F}',
        'b: {AccountID: 9234567890123456789, AccessKeyID: 1.10, AccessKeySecret: True, SecurityToken: ~}',
        '007: {AccessKeyID: I, AccessKeySecret: "0123"}',
      ].join('\n'),
    );
    expect(await read('serverless-devs:a')).toEqual({
      secret: { kind: 'keys', accessKeyId: '1e5', secretAccessKey: '0x1F' },
      proposed: { accountId: '0012345678901234' },
    });
    expect(await read('serverless-devs:b')).toEqual({
      secret: { kind: 'keys', accessKeyId: '1.10', secretAccessKey: 'True' },
      proposed: { accountId: '9234567890123456789' },
    });
    expect(await read('serverless-devs:007')).toMatchObject({ secret: { secretAccessKey: '0123' } });
  });

  it('has fields of other clouds below its own, as OpenStack’s tools merge them', async () => {
    const { put, read, find } = emptyMachine();
    put(
      'clouds.yaml',
      `x-auth: &auth
  username: ada
  password: SECRET-SHARED
  user_domain_name: OTC-EU-DE-1
x-nl: &nl {region_name: eu-nl, auth: {username: nobody}}
clouds:
  de: &de
    auth:
      <<: *auth
      project_name: eu-de_team
    region_name: eu-de
  nl:
    <<: *de
    region_name: eu-nl
  both:
    <<: [*nl, *de]
    auth:
      <<: *auth
      username: eve
  twin: *de
`,
    );
    const ada = {
      secret: { kind: 'password', password: 'SECRET-SHARED' },
      user: 'ada',
      domain: 'OTC-EU-DE-1',
    };
    expect(await read('openstack:de')).toEqual({
      ...{ ...ada, projectName: 'eu-de_team' },
      proposed: { region: 'eu-de' },
    });
    expect(await read('openstack:nl')).toMatchObject({ ...ada, proposed: { region: 'eu-nl' } });
    expect(await read('openstack:both')).toMatchObject({
      ...ada,
      user: 'eve',
      proposed: { region: 'eu-nl' },
    });
    expect(await read('openstack:twin')).toEqual(await read('openstack:de'));
    expect((await find()).map(({ name }) => name)).toEqual(['de', 'nl', 'both', 'twin']);
  });

  it('that multiplies itself by merging costs no time', async () => {
    const { put, read } = emptyMachine();
    const layers = Array.from(
      { length: 40 },
      (_, i) => `l${i + 1}: &l${i + 1} {<<: [*l${i}, *l${i}, *l${i}]}`,
    );
    put('clouds.yaml', ['l0: &l0 {username: ada}', ...layers, 'clouds: {all: *l40}'].join('\n'));
    expect(said(await read('openstack:all'))).toContain('has no “password”');
  });
});

describe('environment variables', () => {
  const reading = (environment: Record<string, string>) => emptyMachine({ environment });

  it('give the accounts of all vendors, by name and without a value in it', async () => {
    const { find } = reading({
      PATH: '/bin',
      ...{ ALIBABA_CLOUD_ACCESS_KEY_ID: 'V-1', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'V-2' },
      ...{ ALICLOUD_ACCESS_KEY: 'V-3', ALICLOUD_SECRET_KEY: 'V-4', ALICLOUD_REGION: 'cn-hangzhou' },
      ...{ HUAWEICLOUD_SDK_AK: 'V-5', HUAWEICLOUD_SDK_SK: 'V-6', HUAWEICLOUD_SDK_PROJECT_ID: 'p1' },
      ...{ HW_ACCESS_KEY: 'V-7', HW_SECRET_KEY: 'V-8', HW_SECURITY_TOKEN: 'V-9' },
      ...{ OS_TOKEN: 'V-10', OS_AUTH_URL: 'https://iam.example.com/v3' },
    });
    const found = await find();
    expect(found.map(({ reference }) => reference)).toEqual([
      'environment:ALIBABA_CLOUD',
      'environment:ALICLOUD',
      'environment:HUAWEICLOUD_SDK',
      'environment:HW',
      'environment:OS',
    ]);
    expect(found.map(({ outcome }) => 'secret' in outcome && outcome.secret.kind)).toEqual([
      'keys',
      'keys',
      'keys',
      'temporaryKeys',
      'token',
    ]);
    expect(found.map(({ reference, name, place }) => [reference, name, place]).join()).not.toMatch(/V-\d/);
    expect(found.at(-1)).toMatchObject({ outcome: { proposed: { iamEndpoint: 'https://iam.example.com' } } });
  });

  it('are read at the use, with the region out of the project’s name', async () => {
    const whose = { OS_USERNAME: 'ada', OS_USER_DOMAIN_NAME: 'OTC-EU-DE-1' };
    const { read } = reading({ ...whose, OS_PASSWORD: 'pw', OS_PROJECT_NAME: 'eu-de_team' });
    expect(await read('environment:OS')).toEqual({
      secret: { kind: 'password', password: 'pw' },
      ...{ user: 'ada', domain: 'OTC-EU-DE-1', projectName: 'eu-de_team' },
      proposed: { region: 'eu-de' },
    });
  });

  it('of which a half is missing, or that are gone, are told', async () => {
    const { read, find } = reading({
      HW_ACCESS_KEY: 'V-1',
      OS_PASSWORD: 'V-2',
      OS_USERNAME: 'ada',
      HW_REGION_NAME: 'r',
    });
    expect(said(await read('environment:HW'))).toContain('HW_ACCESS_KEY: variables that belong to them');
    expect(said(await read('environment:OS'))).toContain('OS_PASSWORD, OS_USERNAME');
    expect(said(await read('environment:ALIBABA_CLOUD'))).toContain(
      'without the variables “ALIBABA_CLOUD_…”',
    );
    expect(said(await read('environment:constructor'))).toContain('without the variables');
    expect((await find()).map(({ name }) => name)).toEqual(['HW', 'OS']);
  });
});
