import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunResult } from '../../src/sandbox/runner/runner';
import { runnerBench } from './runnerBench';

const bench = runnerBench();
const BOTH = {
  node: {
    'index.js':
      'exports.handler = () => { console.log(`key ${process.env.KEY} of ${process.env.MODE}`); return process.env; };',
  },
  python: {
    'index.py':
      'import os\ndef handler(event, context):\n    print("key", os.environ["KEY"], "of", os.environ["MODE"])\n    return dict(os.environ)\n',
  },
};

test.each(Object.entries(BOTH))(
  'a .env beside the code of %s sets its variables, masked in the log',
  async (_, files) => {
    const spec = bench.fn(
      { ...files, '.env': 'KEY="s3cret-$&-value"\nMODE=ok\n' },
      { environment: { KEY: '', MODE: 'slow', OTHER: 'stays' } },
    );
    const { outcome, lines } = await bench.run(spec);
    if (outcome.kind !== 'returned') throw new Error(outcome.kind);
    expect(JSON.parse(outcome.body.toString())).toMatchObject({
      KEY: 's3cret-$&-value',
      MODE: 'ok',
      OTHER: 'stays',
    });
    // A short value is in words that have nothing to do with it.
    expect(lines.join('\n')).toContain('key (KEY) of ok');
    expect(lines.join('\n')).not.toContain('s3cret');
  },
);

test('a .env is read again at each call, and one that is gone sets nothing', async () => {
  const spec = bench.node('return process.env.KEY ?? null;');
  const file = join(spec.dir, '.env');
  const answers: string[] = [];
  for (const text of [undefined, 'KEY=one\n', 'KEY=two\n', undefined]) {
    if (text === undefined) rmSync(file, { force: true });
    else writeFileSync(file, text);
    const { outcome } = await bench.run(spec);
    answers.push(outcome.kind === 'returned' ? outcome.body.toString() : outcome.kind);
  }
  expect(answers).toEqual(['null', '"one"', '"two"', 'null']);
});

test('a failure of the handler shows no value of the .env in its log', async () => {
  const spec = bench.fn({
    'index.js':
      'console.error(process.env.KEY);\nexports.handler = () => { throw new Error("no " + process.env.KEY); };',
    '.env': 'KEY=s3cret-value\n',
  });
  const { lines } = await bench.run(spec);
  expect(lines.join('\n')).toContain('(KEY)');
  expect(lines.join('\n')).not.toContain('s3cret');
});

test('what is told of code that cannot be loaded has no value of the .env; what the caller gets stays as it is', async () => {
  const told: (RunResult | undefined)[] = [];
  const runner = bench.make({ onLoad: (_, why) => told.push(why) });
  const spec = bench.fn({
    'index.js': 'throw new Error(`${process.env.KEY} is refused`);',
    '.env': 'KEY=s3cret-value\n',
  });
  const { outcome } = await bench.run(spec, {}, { runner });
  expect(told).toMatchObject([{ kind: 'failed', message: '(KEY) is refused' }]);
  expect(outcome).toMatchObject({ kind: 'failed', message: 's3cret-value is refused' });
});
