import { describe, expect, it } from 'vitest';
import { leftAloneInWords } from '../../../src/app/code/serverlessBlock';
import { writeBack } from '../../../src/app/code/serverlessEdits';
import { readServerlessFile } from '../../../src/app/code/serverlessFile';
import { translate } from '../../../src/model/message';
import { QUEUE, TOPIC, blockIn, stateOf, written } from './serverlessSamples';

const FC3 = `edition: 3.0.0 # the newest
name: shop
vars:
  region: cn-hangzhou
resources:
  orders:
    component: devsapp/fc3@0.0.20
    props:
      region: \${vars.region}
      functionName: orders
      # how events are treated
      asyncInvokeConfig:
        maxAsyncRetryAttempts: 1 # not more
        destinationConfig: # where to
          # the dead
          onFailure:
            destination: ${QUEUE} # a queue
        maxAsyncEventAgeInSeconds: \${env('AGE', 60)}
        qualifier: LATEST
      handler: index.handler
`;

const FC2 = `edition: 1.0.0
services:
  orders:
    component: fc
    props:
      region: cn-hangzhou
      service: { name: shop }
      function:
        name: orders
        asyncConfiguration: { maxAsyncRetryAttempts: 1, destination: { onFailure: ${JSON.stringify(QUEUE)} } }
`;

describe('an s.yaml', () => {
  it('says whose config it has, as far as it says so', () => {
    const three = blockIn(FC3);
    expect([
      three.profile.id,
      three.resource,
      three.region,
      three.group,
      three.name,
      three.qualifier,
    ]).toEqual(['functioncompute-3', 'orders', undefined, '', 'orders', 'LATEST']);
    expect(FC3.slice(three.offset)).toMatch(/^asyncInvokeConfig:/);
    const two = blockIn(FC2);
    expect([two.profile.id, two.region, two.group, two.name, two.qualifier]).toEqual([
      'functioncompute-2',
      'cn-hangzhou',
      'shop',
      'orders',
      'LATEST',
    ]);
  });

  it('is the same where it says what the service holds, or leaves it to the service', () => {
    const held = {
      maxAsyncEventAgeInSeconds: 7,
      maxAsyncRetryAttempts: 1,
      asyncTask: true,
      destinationConfig: { onFailure: { destination: QUEUE } },
    };
    const state = stateOf(FC3, held);
    expect(state).toMatchObject({ kind: 'same', deployed: held });
    if (state.kind === 'opaque') throw new Error();
    expect(state.leftAlone.map((field) => translate(leftAloneInWords(field, translate)))).toEqual([
      "maxAsyncEventAgeInSeconds cannot be compared, and stays as it is. It is interpolated: ${env('AGE', 60)}",
    ]);
  });

  it('differs in a number, and in a destination that only one of both has', () => {
    const held = { maxAsyncRetryAttempts: 0, destinationConfig: { onFailure: { destination: QUEUE } } };
    expect(stateOf(FC3, held).kind).toBe('differs');
    expect(stateOf(FC3, { maxAsyncRetryAttempts: 1 })).toMatchObject({
      kind: 'differs',
      deployed: { destinationConfig: { onFailure: { destination: QUEUE } } },
    });
  });

  it('may leave the account of a destination to the component', () => {
    const text = FC3.replace('hangzhou:123:/queues', 'hangzhou::/queues');
    const held = { maxAsyncRetryAttempts: 1, destinationConfig: { onFailure: { destination: QUEUE } } };
    expect(stateOf(text, held).kind).toBe('same');
    expect(stateOf(text.replace('/dead', '/live'), held).kind).toBe('differs');
  });

  it('is written back in place, with comments, order and interpolations', () => {
    const after = written(FC3, {
      maxAsyncEventAgeInSeconds: 7,
      maxAsyncRetryAttempts: 0,
      destinationConfig: { onSuccess: { destination: TOPIC }, onFailure: { destination: TOPIC } },
    });
    expect(after).toBe(
      FC3.replace('Attempts: 1', 'Attempts: 0').replace(
        `${QUEUE} # a queue\n`,
        `${TOPIC} # a queue\n          onSuccess:\n            destination: ${TOPIC}\n`,
      ),
    );
  });

  it('loses a destination and keeps the comments that stood there', () => {
    expect(written(FC3, { maxAsyncRetryAttempts: 1 })).toBe(
      FC3.replace(
        / {8}destinationConfig[^]*# a queue\n/,
        '        # where to\n        # the dead\n        # a queue\n',
      ),
    );
  });

  it('gets destinations where it had none', () => {
    const text =
      'resources: {}\n' +
      FC3.replace(/resources:\n/, 'services:\n').replace(/ {8}destinationConfig[^]*# a queue\n/, '');
    const after = written(text, {
      maxAsyncRetryAttempts: 1,
      destinationConfig: { onSuccess: { destination: TOPIC } },
    });
    expect(after).toBe(
      text.replace(
        '        qualifier: LATEST\n',
        `        qualifier: LATEST\n        destinationConfig:\n          onSuccess:\n            destination: ${TOPIC}\n`,
      ),
    );
  });

  it('is written back in braces', () => {
    expect(
      written(FC2, { maxAsyncRetryAttempts: 3, destinationConfig: { onSuccess: { destination: TOPIC } } }),
    ).toBe(
      FC2.replace('Attempts: 1', 'Attempts: 3').replace(
        `{ onFailure: ${JSON.stringify(QUEUE)} }`,
        `{ onSuccess: ${JSON.stringify(TOPIC)} }`,
      ),
    );
    expect(written(FC2, {})).toBe(FC2.replace(/\{ maxAsync.*\n/, '{  }\n'));
  });

  it('keeps its line ends', () => {
    const text = FC3.replaceAll('\n', '\r\n');
    const after = written(text, {
      maxAsyncRetryAttempts: 2,
      destinationConfig: { onSuccess: { destination: TOPIC }, onFailure: { destination: QUEUE } },
    });
    expect(after?.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(after).toContain('Attempts: 2 # not more\r\n');
  });

  it.each([
    [
      'an alias',
      FC3.replace(/asyncInvokeConfig:\n[^]*LATEST\n/, 'asyncInvokeConfig: *async\n').replace(
        'vars:',
        'x: &async { maxAsyncRetryAttempts: 1 }\nvars:',
      ),
      'It is an alias (*async).',
    ],
    [
      'an anchor',
      FC3.replace('asyncInvokeConfig:', 'asyncInvokeConfig: &async'),
      'It is an anchor (&async) that other places use.',
    ],
    [
      'fields of an alias',
      FC3.replace('        maxAsyncRetry', '        <<: *async\n        maxAsyncRetry').replace(
        'vars:',
        'x: &async { asyncTask: true }\nvars:',
      ),
      'It takes fields from an alias (<<).',
    ],
    [
      'nothing',
      FC3.replace(/asyncInvokeConfig:\n[^]*LATEST\n/, 'asyncInvokeConfig:\n'),
      'There is no value.',
    ],
    [
      'an interpolation',
      FC3.replace(/asyncInvokeConfig:\n[^]*LATEST\n/, 'asyncInvokeConfig: ${vars.async}\n'),
      'It is interpolated: ${vars.async}',
    ],
  ])('is left alone where the config is %s', (_, text, why) => {
    const state = stateOf(text, { maxAsyncRetryAttempts: 0 });
    expect(state.kind === 'opaque' && translate(state.why)).toBe(why);
    expect(written(text, { maxAsyncRetryAttempts: 0 })).toBeUndefined();
  });

  it('has single values that are left alone', () => {
    const text = FC3.replace('Attempts: 1', 'Attempts: &few 1').replace(QUEUE, '${vars.queue}');
    const held = {
      maxAsyncRetryAttempts: 0,
      asyncTask: false,
      destinationConfig: { onFailure: { destination: QUEUE } },
    };
    const state = stateOf(text, held);
    expect(state.kind === 'same' && state.leftAlone.map(({ path }) => path)).toEqual([
      'maxAsyncEventAgeInSeconds',
      'maxAsyncRetryAttempts',
      'destinationConfig.onFailure',
    ]);
    expect(written(text, held)).toBe(text);
    expect(written(text, { maxAsyncRetryAttempts: 0 })).toBe(text);
  });

  it.each([
    ['a tab', FC3.replace('        maxAsyncRetry', '\tmaxAsyncRetry'), 13, /no YAML: .*[Tt]ab/],
    [
      'a key twice',
      FC3.replace('        qualifier', '        maxAsyncRetryAttempts: 2\n        qualifier'),
      19,
      /no YAML: Map keys must be unique/,
    ],
    ['two documents', `${FC3}---\na: 1\n`, 21, /second document/],
    ['5 MB', `${FC3}# ${'x'.repeat(5 * 1024 * 1024)}`, 1, /too large/],
    ['brackets without end', `${FC3}a: ${'['.repeat(100_000)}`, 1, /nested too deeply/],
  ])('cannot be read with %s, and says where', (_, text, line, why) => {
    const file = readServerlessFile(text);
    if (file.kind !== 'unreadable') throw new Error(file.kind);
    expect(file.line).toBe(line);
    expect(translate(file.why)).toMatch(why);
  });

  it('is nothing to FnDeck without an async config, however it looks', () => {
    for (const text of ['', 'a: [', 'resources: 1', 'resources:\n  asyncInvokeConfig: 1'])
      expect(readServerlessFile(text).kind).toBe('other');
    expect(
      readServerlessFile('resources:\n  a:\n    component: other\n    props:\n      asyncInvokeConfig: {}')
        .kind,
    ).toBe('other');
  });

  it('loses nothing behind a field whose last value is written over several lines', () => {
    const note = '            note: |\n              of the night shift\n              and the day\n';
    const text = FC3.replace('# a queue\n', `# a queue\n${note}`);
    const comments = '        # where to\n        # the dead\n        # a queue\n';
    expect(written(text, { maxAsyncRetryAttempts: 1 })).toBe(
      FC3.replace(/ {8}destinationConfig:[^]*# a queue\n/, comments),
    );
    const list = FC3.replace(
      '        maxAsyncEvent',
      '        tags:\n        - |\n          a\n        maxAsyncEvent',
    );
    const moved = list.replace(/ {8}maxAsyncEvent[^]*LATEST\n/, '');
    const held = { maxAsyncRetryAttempts: 1, destinationConfig: { onFailure: { destination: QUEUE } } };
    const all = {
      ...held,
      destinationConfig: { ...held.destinationConfig, onSuccess: { destination: TOPIC } },
    };
    const without = moved.replace(/ {8}destinationConfig:[^]*# a queue\n/, '');
    expect(written(without, all)).toBe(
      without.replace(
        '          a\n',
        `          a\n        destinationConfig:\n          onSuccess:\n            destination: ${TOPIC}\n          onFailure:\n            destination: ${QUEUE}\n`,
      ),
    );
  });

  it('is written where the block is by then: somebody may have typed above it since it was read', () => {
    const held = { maxAsyncRetryAttempts: 12345, destinationConfig: { onFailure: { destination: QUEUE } } };
    const read = blockIn(FC3);
    const comment = '# written by hand\n';
    for (const text of [comment + FC3, FC3.slice(FC3.indexOf('\n') + 1)]) {
      expect(writeBack(text, read, held)).toBe(text.replace('Attempts: 1 #', 'Attempts: 12345 #'));
    }
    expect(writeBack('edition: 3.0.0\n', read, held)).toBeUndefined();
  });

  it('says where a block is shared, so that writing it would change another function', () => {
    const text = (anchored: string, other: string): string =>
      FC3.replace(new RegExp(`^( *)${anchored}:$`, 'm'), `$1${anchored}: &a`) + other;
    const sharing = {
      props: ['    props: *a', '    props:\n      <<: *a', '    props: { <<: [*a], functionName: b }'],
      orders: ['    <<: *a', '    <<: [*a]'],
    };
    const own = {
      props: ['    props:\n      <<: *a\n      asyncInvokeConfig: { maxAsyncRetryAttempts: 2 }'],
      orders: ['    <<: *a\n    props: { functionName: b }'],
    };
    const shared = (anchored: string, other: string) =>
      blockIn(text(anchored, `  late:\n    component: fc3\n${other}\n`)).shared;
    for (const [anchored, others] of Object.entries(sharing))
      for (const other of others)
        expect([other, shared(anchored, other)]).toEqual([other, expect.objectContaining({ args: ['a'] })]);
    for (const [anchored, others] of Object.entries(own))
      for (const other of others) expect([other, shared(anchored, other)]).toEqual([other, undefined]);
    expect(blockIn(text('props', '')).shared).toBeUndefined();
    const inner = `${FC2.replace('function:', 'function: &f')}  late:\n    component: fc\n    props: { function: *f }\n`;
    expect(blockIn(inner).shared?.args).toEqual(['f']);
  });
});
