import { execFileSync } from 'node:child_process';
import { rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readProfileFile, type ProfileFile } from '../../../src/app/profiles/readProfileFile';
import { emptyMachine, fixture, said } from './machine';

/** A machine on which a file reads as one thing first and as another afterwards, and how often it was read. */
function readingInTurn(...texts: readonly string[]) {
  const reads: string[] = [];
  const desk = emptyMachine({
    read: (path) => {
      const text = texts[Math.min(reads.length, texts.length - 1)] ?? '';
      reads.push(path);
      return Promise.resolve<ProfileFile>({ kind: 'text', text });
    },
  });
  return { ...desk, reads };
}

describe('a file of profiles', () => {
  it.each([
    ['a byte order mark', (text: string) => `\uFEFF${text}`],
    ['line ends of Windows', (text: string) => text.replace(/\n/g, '\r\n')],
    ['both', (text: string) => `\uFEFF${text.replace(/\n/g, '\r\n')}`],
  ])('is read with %s, and its lines are counted', async (_, change) => {
    const { put, read } = emptyMachine();
    for (const name of ['aliyun.json', 'access.yaml', 'koocli.json', 'clouds.yaml'] as const) {
      put(name, change(fixture(name)));
    }
    expect(await read('aliyun:default')).toMatchObject({ secret: { accessKeyId: 'LTAI-DEFAULT' } });
    expect(await read('koocli:default')).toMatchObject({ secret: { secretAccessKey: 'SECRET-KOO' } });
    expect(await read('serverless-devs:plain')).toMatchObject({
      secret: { secretAccessKey: 'SECRET-PLAIN' },
    });
    expect(await read('openstack:otc')).toMatchObject({ secret: { password: 'SECRET-OTC' } });
    expect(said(await read('aliyun:role'))).toContain('config.json:26:');
    expect(said(await read('openstack:asked'))).toContain('clouds.yaml:35:');
  });

  it('of 5 MB is not read, and that is said', async () => {
    const { put, read, find } = emptyMachine();
    put('aliyun.json', fixture('aliyun.json').padEnd(5 * 1024 * 1024));
    expect(said(await read('aliyun:default'))).toContain('is larger than 1 MB');
    put('koocli.json');
    const found = await find();
    expect(found[0]).toMatchObject({ reference: undefined, name: 'Alibaba Cloud CLI' });
    expect(found.some(({ reference }) => reference === 'koocli:default')).toBe(true);
  });

  it('that cannot be read says why', async () => {
    const { putFolder, put, read } = emptyMachine();
    putFolder('aliyun.json');
    expect(said(await read('aliyun:default'))).toMatch(/config\.json” is a folder/);
    put('access.yaml', Buffer.from(`\uFEFF${fixture('access.yaml')}`, 'utf16le'));
    expect(said(await read('serverless-devs:plain'))).toContain('is not a text in UTF-8');
  });

  it.skipIf(process.platform === 'win32')(
    'that is a pipe or a device is not read, and nobody waits for it',
    async () => {
      const { put, find, path, read } = emptyMachine();
      for (const name of ['aliyun.json', 'koocli.json', 'access.yaml'] as const) rmSync(put(name));
      execFileSync('mkfifo', [path('aliyun.json')]);
      symlinkSync('/dev/zero', path('koocli.json'));
      execFileSync('mkfifo', [`${path('access.yaml')}.pipe`]);
      symlinkSync(`${path('access.yaml')}.pipe`, path('access.yaml'));
      put('clouds.yaml');
      const found = await find();
      expect(found.flatMap(({ reference, outcome }) => (reference ? [] : [said(outcome)]))).toEqual(
        (['aliyun.json', 'access.yaml', 'koocli.json'] as const).map(
          (name) =>
            `“${path(name)}” is not a regular file. Replace it: FnDeck reads profiles from no pipe and no device.`,
        ),
      );
      expect(found.some(({ reference }) => reference === 'openstack:otc')).toBe(true);
      expect(said(await read('aliyun:default'))).toContain('is not a regular file');
    },
  );

  it('of many gigabytes costs no memory', async () => {
    const { put, read } = emptyMachine();
    truncateSync(put('aliyun.json'), 2 ** 36);
    expect(said(await read('aliyun:default'))).toContain('is larger than 1 MB');
  });

  it('that the user may not read says so', async () => {
    // Root may read everything: the system's answer is given in its stead.
    const path = '/home/ada/.aliyun/config.json';
    const denied = Object.assign(new Error('denied'), { code: 'EACCES' });
    const file = await readProfileFile(path, () => Promise.reject(denied));
    expect(file.kind).toBe('problem');
    expect(file.kind === 'problem' && said(file.problem)).toContain(`You may not read “${path}”.`);
  });

  it('has two profiles of one name: neither is used, and the others are', async () => {
    const { put, read, find } = emptyMachine();
    const one = (name: string) =>
      `{"name": "${name}", "mode": "AK", "access_key_id": "I", "access_key_secret": "SECRET"}`;
    const file = put('aliyun.json', `{"profiles": [\n${one('a')},\n${one('b')},\n${one('a')}]}`);
    expect(said(await read('aliyun:a'))).toContain(`${file} has more than one profile “a” (lines 2, 4).`);
    expect(await read('aliyun:b')).toHaveProperty('secret');
    expect((await find()).map(({ name }) => name)).toEqual(['a', 'b']);
    put(
      'access.yaml',
      'a: {AccessKeyID: I, AccessKeySecret: S}\nb: {AccessKeyID: I, AccessKeySecret: S}\na: {}\n',
    );
    expect(said(await read('serverless-devs:a'))).toContain('(lines 1, 3)');
    expect(await read('serverless-devs:b')).toHaveProperty('secret');
  });

  it('that is being written is read once more', async () => {
    const whole = fixture('aliyun.json');
    const half = readingInTurn(whole.slice(0, 300), whole);
    expect(await half.read('aliyun:default')).toHaveProperty('secret');
    expect(half.reads).toHaveLength(2);
    const emptied = readingInTurn('', whole);
    expect(await emptied.read('aliyun:default')).toHaveProperty('secret');
  });

  it('that stays broken is told with its line, and not read a third time', async () => {
    const broken = readingInTurn('{\n  "current": "default",\n  "profiles": [');
    const told = said(await broken.read('aliyun:default'));
    expect(told).toMatch(/config\.json:3:\d+: the file is not valid JSON\./);
    expect(broken.reads).toHaveLength(2);
    const yaml = readingInTurn('a: 1\nb: "SECRET\nc: [');
    const saidOfYaml = said(await yaml.read('serverless-devs:a'));
    expect(saidOfYaml).toMatch(/access\.yaml:\d+:\d+: the file is not valid YAML\./);
    expect(saidOfYaml).not.toContain('SECRET');
  });

  it('that vanishes is told with its place', async () => {
    const { put, path, read } = emptyMachine();
    put('aliyun.json');
    expect(await read('aliyun:default')).toHaveProperty('secret');
    rmSync(path('aliyun.json'));
    expect(said(await read('aliyun:default'))).toContain(`“${path('aliyun.json')}” is not there.`);
  });

  it('that changes is read as it is now', async () => {
    const { put, path, read } = emptyMachine();
    put('aliyun.json');
    writeFileSync(path('aliyun.json'), fixture('aliyun.json').replace('SECRET-DEFAULT', 'SECRET-NEW'));
    expect(await read('aliyun:default')).toMatchObject({ secret: { secretAccessKey: 'SECRET-NEW' } });
  });

  it.each(['', '# nothing yet\n', 'clouds:\n', '[]', '{"profiles": 7}', '{"profiles": [7, {"name": 1}]}'])(
    'with nothing usable in it (%j) harms nobody',
    async (text) => {
      const { put, find } = emptyMachine();
      for (const name of ['aliyun.json', 'access.yaml', 'koocli.json', 'clouds.yaml'] as const)
        put(name, text);
      expect((await find()).filter(({ reference }) => reference !== undefined)).toEqual([]);
    },
  );

  it.each([
    ['nested deeply', 'a: ' + '['.repeat(100_000)],
    [
      'with aliases that multiply',
      `a: &a {x: 1}\nb: &b [${'*a,'.repeat(99)}]\nc: {AccessKeyID: [${'*b,'.repeat(99)}]}`,
    ],
  ])('%s ends at once', async (_, text) => {
    const { put, read } = emptyMachine();
    put('access.yaml', text);
    expect(said(await read('serverless-devs:c'))).not.toBe('');
  });
});

describe('a reference', () => {
  it.each(['aliyun', 'nobody:default', 'constructor:x', ''])(
    'that leads nowhere (“%s”) is told',
    async (text) => {
      expect(said(await emptyMachine().read(text))).toMatch(/does not know where the profile|is not there/);
    },
  );
});

it.each(['', 'of/the/workspace'])(
  'a configuration folder of “%s” is the home’s, and never one of the workspace',
  async (folder) => {
    const { put, read } = emptyMachine({ environment: { XDG_CONFIG_HOME: folder } });
    put('clouds.yaml', 'clouds:\n  own: {ak: AK, sk: SECRET}\n');
    expect(await read('openstack:own')).toMatchObject({ secret: { accessKeyId: 'AK' } });
  },
);
