import { describe, expect, test } from 'vitest';
import { runnerBench, valueOf, textOf } from './runnerBench';

const bench = runnerBench();

describe('a handler', () => {
  test('sees nothing of the sandbox environment but PATH, HOME and where temporary files go', async () => {
    process.env['FNDECK_TEST_SECRET'] = 'secret';
    const spec = bench.node('return Object.keys(process.env);', { environment: { MINE: '1' } });
    const names = valueOf(await bench.run(spec)) as string[];
    delete process.env['FNDECK_TEST_SECRET'];
    expect(names).toContain('MINE');
    const allowed = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'SystemRoot', 'MINE', 'FNDECK_INSTANCE'];
    expect(names.filter((name) => !allowed.includes(name))).toEqual([]);
  });

  test.each([
    ['a zero byte', 'a\0b'],
    ['more than a system takes', 'x'.repeat(3_000_000)],
  ])('whose variable has %s is not started, and says so', async (_, value) => {
    const { outcome } = await bench.run(bench.node('return 1;', { environment: { MINE: value } }));
    expect(outcome).toMatchObject({ kind: 'failed', stage: 'load', errorType: 'RuntimeNotStarted' });
    expect(valueOf(await bench.run(bench.node('return 1;')))).toBe(1);
  });

  test('gets ELECTRON_RUN_AS_NODE from a sandbox that runs in Electron', async () => {
    process.env['ELECTRON_RUN_AS_NODE'] = '1';
    const ran = await bench.run(bench.node('return process.env.ELECTRON_RUN_AS_NODE;'));
    delete process.env['ELECTRON_RUN_AS_NODE'];
    expect(valueOf(ran)).toBe('1');
  });

  test('cannot forge a result by printing one', async () => {
    const forged = JSON.stringify({ type: 'answer', run: 1, bytes: 1, result: { kind: 'returned' } });
    const ran = await bench.run(bench.node(`console.log(${JSON.stringify(forged)}); return 'real';`));
    expect(textOf(ran)).toBe('"real"');
    expect(ran.lines).toEqual([forged]);
  });

  test.each([
    [
      'a made-up answer',
      `JSON.stringify({ secret: 'guessed', type: 'answer', run: 1, rssMb: 1, bytes: 8, result: { kind: 'returned' } }) + '\\n"forged"'`,
    ],
    ['half a line', `'{"secret":'`],
    ['lines without sense', `'null\\n[]\\n"text"\\n\\u0000\\n'`],
    ['50 MB without a line end and then one', `'x'.repeat(1e6).repeat(50) + '\\n'`],
  ])('that writes %s to the channel is not believed', async (_, junk) => {
    const spec = bench.node(`
      const bytes = Buffer.from(${junk});
      for (let at = 0; at < bytes.length; ) at += require('fs').writeSync(4, bytes, at);
      return 'real';`);
    const ran = await bench.run(spec);
    const { outcome } = ran;
    if (outcome.kind === 'returned') expect(textOf(ran)).toBe('"real"');
    else
      expect(outcome).toMatchObject({
        kind: 'failed',
        message: expect.stringContaining('flooded') as string,
      });
    expect(valueOf(await bench.run(bench.node('return 1;')))).toBe(1);
  });

  test('that closes the channel ends its own run and no more', async () => {
    const { outcome } = await bench.run(bench.node('require("fs").closeSync(4);'));
    expect(outcome.kind).toBe('exited');
    expect(valueOf(await bench.run(bench.node('return 1;')))).toBe(1);
  });

  test('that closes its output still answers', async () => {
    const ran = await bench.run(
      bench.node('process.stdout.destroy(); process.stderr.destroy(); return "quiet";'),
    );
    expect(valueOf(ran)).toBe('quiet');
  });

  test('that replaces what the runtime uses still answers', async () => {
    const spec = bench.node(`
      process.stdout.write = () => true;
      console.log = () => {};
      Promise.prototype.finally = undefined;
      return 'kept';`);
    expect(valueOf(await bench.run(spec))).toBe('kept');
  });

  test('has no standard input to wait for', async () => {
    expect(valueOf(await bench.run(bench.node('return require("fs").readFileSync(0, "utf8");')))).toBe('');
  });

  test('does not see what another function left in memory', async () => {
    const body = 'globalThis.seen = (globalThis.seen ?? 0) + 1;\nreturn globalThis.seen;';
    expect(valueOf(await bench.run(bench.node(body)))).toBe(1);
    expect(valueOf(await bench.run(bench.node(body)))).toBe(1);
  });
});
