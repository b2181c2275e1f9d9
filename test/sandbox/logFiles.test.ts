import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { member, type Json } from '../../src/model/json';
import { LogFile } from '../../src/sandbox/logs/logFiles';
import { StateFolder } from '../../src/sandbox/stateFolder';
import { textAt } from '../../src/sandbox/textAt';
import { eventually, runnerOf, sandboxBench, type Bench } from './sandboxBench';

const bench = sandboxBench();
const LOG = path.join('cn-north-4', 'logs', 'default', 'work.jsonl');
const HOUR_MS = 3_600_000;

/** A sandbox whose function `work` writes its event into its log, with the folder of its state. */
async function chatty(state: string, warnings: string[] = []): Promise<Bench> {
  const runner = runnerOf({
    work: ({ event }, log) => {
      log(event);
      return { kind: 'returned', text: event };
    },
  });
  const functions = bench.functions({ 'default/work': {} });
  return bench.start({ functions, state }, { runner, warnings });
}

const say = async (sandbox: Bench, word: string) =>
  (await sandbox.ask('POST', 'fgs/functions/work/invocations', word)).status;

async function logOf(sandbox: Bench): Promise<readonly string[]> {
  const { body } = await sandbox.ask('GET', 'fgs/functions/work/lts-log-detail');
  const where = `groups/${textAt(body, 'group_id')}/streams/${textAt(body, 'stream_id')}/content/query`;
  const times = { start_time: String(Date.now() - HOUR_MS), end_time: String(Date.now() + HOUR_MS) };
  const found = await sandbox.ask('POST', where, { ...times, limit: 5000 });
  const said = (member(found.body, 'logs') as readonly Json[]).map((row) => textAt(row, 'content'));
  return said.filter((line) => !/ (Start|Finish) invoke /.test(line));
}

describe('the file of a log', () => {
  test('is made again where somebody has cleared its folder away, and so is all that is saved', async () => {
    const state = bench.folder();
    const warnings: string[] = [];
    const sandbox = await chatty(state, warnings);
    expect(await say(sandbox, '1')).toBe(200);
    await eventually(
      () => statSync(path.join(state, LOG), { throwIfNoEntry: false })?.size ?? 0,
      (size) => size > 0,
    );
    const config = { max_async_retry_attempts: 2 };
    const saved = () => sandbox.ask('PUT', 'fgs/functions/work/async-invoke-config', config);
    expect((await saved()).status).toBe(200);
    rmSync(state, { recursive: true });
    expect(await say(sandbox, '2')).toBe(200);
    expect((await saved()).status).toBe(200);
    expect(await logOf(sandbox)).toEqual(['1', '2']);
    rmSync(path.join(state, 'cn-north-4', 'configs'), { recursive: true });
    expect((await sandbox.ask('DELETE', 'fgs/functions/work/async-invoke-config')).status).toBe(204);
    await sandbox.stop();
    expect(readFileSync(path.join(state, LOG), 'utf8')).toContain('"2"');
    expect(warnings).toEqual([]);
  });

  test('that cannot be written stops nothing: it is told once, and its lines follow later', async () => {
    const state = bench.folder();
    const warnings: string[] = [];
    const sandbox = await chatty(state, warnings);
    expect(await say(sandbox, '1')).toBe(200);
    const file = path.join(state, LOG);
    await eventually(
      () => statSync(file, { throwIfNoEntry: false })?.size ?? 0,
      (size) => size > 0,
    );
    rmSync(file);
    mkdirSync(file);
    for (const word of ['2', '3']) expect(await say(sandbox, word)).toBe(200);
    await eventually(
      () => warnings.length,
      (count) => count > 0,
    );
    expect(await say(sandbox, '4')).toBe(200);
    rmSync(file, { recursive: true });
    expect(await say(sandbox, '5')).toBe(200);
    expect(await logOf(sandbox)).toEqual(['1', '2', '3', '4', '5']);
    await sandbox.stop();
    const rows = readFileSync(file, 'utf8').split('\n');
    for (const word of ['2', '3', '4', '5'])
      expect(rows.filter((row) => row.includes(`"${word}"`))).toHaveLength(1);
    expect(warnings).toEqual([expect.stringContaining('EISDIR')]);
  });

  test('stays within its limit while lines come, and keeps the newest', async () => {
    const folder = new StateFolder(bench.folder());
    const open = () =>
      LogFile.open({
        folder,
        name: 'a/log.jsonl',
        limitBytes: 4000,
        onDefect: (error) => expect.fail(String(error)),
      });
    const { file } = await open();
    for (let count = 1; count <= 500; count += 1) {
      file.append({ number: BigInt(count), content: `line ${count} ü`, requestId: 'id' });
      if (count % 10 === 0) await file.flush();
    }
    await file.flush();
    expect(statSync(path.join(folder.root, 'a', 'log.jsonl')).size).toBeLessThanOrEqual(4000);
    const { lines } = await open();
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.map(({ number }) => Number(number))).toEqual(lines.map((_, at) => 501 - lines.length + at));
  });

  test('may have grown beyond what a text can hold: its function can be invoked, and has its newest lines', async () => {
    const state = bench.folder();
    const file = path.join(state, LOG);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, '["1","id","old"]\n');
    truncateSync(file, 600 * 1024 * 1024);
    appendFileSync(file, `\n${JSON.stringify([`${Date.now()}000000`, 'id', 'new'])}\n`);
    const sandbox = await chatty(state);
    expect(await say(sandbox, '1')).toBe(200);
    expect(await logOf(sandbox)).toEqual(['new', '1']);
    await sandbox.stop();
    expect(statSync(file).size).toBeLessThan(32 * 1024 * 1024);
  });
});
