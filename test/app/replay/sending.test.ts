import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../src/app/replay/candidate';
import type { Replay } from '../../../src/app/replay/replaying';
import { fromJournal } from '../../../src/app/replay/sources';
import { profileOf } from '../../../src/model/services';
import { eventually } from '../../sandbox/sandboxBench';
import { refTo } from './services';
import { FG, candidates, numbers, states, pickyFunction } from './pickyFunction';

const { bench, sandbox, ran, posts, windowOn } = pickyFunction();
const why = (replay: Replay, i = 0) => replay.state().rows[i]?.why ?? '';

describe('what is sent', () => {
  it('is not what was replayed already, under way elsewhere, or begun before a crash, but when a person says so', async () => {
    const folder = bench.folder();
    const all = candidates(numbers(3));
    const world = windowOn(folder);
    // a crash between the note and the journal: the claim is all that is left of it
    await world.ledger.claim(all[1]?.ids ?? [], undefined);
    const replay = await world.open(all);
    expect(states(replay)).toEqual(['ready', 'ask', 'ready']);
    expect(why(replay, 1)).toMatch(/^A replay was begun at .* nothing says whether/);
    // another window takes the third meanwhile
    const other = windowOn(folder);
    const theirs = await other.open(all.slice(2));
    await theirs.start();
    await replay.start();
    expect(await posts()).toBe(2);
    expect(states(replay)).toEqual(['sent', 'ask', 'ask']);
    expect(why(replay, 2)).toMatch(/^Replayed already/);
    await replay.start();
    expect(await posts()).toBe(2);
    const asked = replay.state().rows[1]?.key ?? '';
    replay.choose([asked], true);
    await replay.start();
    expect(await posts()).toBe(3);
    for (const each of [replay, theirs]) each.dispose();
  });

  it('is known after the journal was cleared', async () => {
    const world = windowOn(bench.folder());
    const all = candidates(numbers(2));
    await (await world.open(all)).start();
    await world.journal.clear();
    expect(states(await world.open(all))).toEqual(['ask', 'ask']);
  });

  it('is what a person has written, and nothing while that is no JSON', async () => {
    const world = windowOn(bench.folder());
    const replay = await world.open(candidates(['{"a":1}', '{"a":2}']));
    const [one, two] = replay.state().rows.map(({ key }) => key);
    replay.edit(one ?? '', '{"a": 3, // by hand\n}');
    replay.edit(two ?? '', '{"a":');
    expect(states(replay)).toEqual(['ready', 'cannot']);
    expect(why(replay, 1)).toBe('The payload is not JSON: line 1, column 6: Value expected.');
    await replay.start();
    await eventually(
      () => ran,
      (all) => all.length === 1,
    );
    expect(JSON.parse(ran[0] ?? '')).toEqual({ a: 3 });
    replay.dispose();
  });

  it('is what was chosen, also after it was no JSON while a person wrote it', async () => {
    const world = windowOn(bench.folder());
    const replay = await world.open(candidates(['{"a":1}', '{"a":2}']));
    const [one = '', two = ''] = replay.state().rows.map(({ key }) => key);
    const chosen = () => replay.state().rows.map((row) => row.chosen);
    replay.choose([two], false);
    for (const key of [one, two])
      for (const text of ['{"a":', '{"a":"', '{"a":""']) {
        replay.edit(key, text);
        expect(chosen()).toEqual([false, false]);
        if (key === one) continue;
        replay.edit(one, text);
      }
    for (const key of [one, two]) replay.edit(key, '{"a":"b"}');
    expect(chosen()).toEqual([true, false]);
    replay.edit(one, '{');
    replay.choose([one, two], false);
    replay.edit(one, '{}');
    expect(chosen()).toEqual([false, false]);
    replay.dispose();
  });

  it('goes to another version where a person says so, and nowhere once the version is gone', async () => {
    const world = windowOn(bench.folder());
    const replay = await world.open(candidates(numbers(1), { ...refTo(FG, 'picky'), qualifier: 'v9' }));
    await eventually(
      () => states(replay),
      ([state]) => state === 'cannot',
    );
    expect(why(replay)).toBe('orders/picky@v9 is no longer there. Choose another version.');
    const [target] = replay.state().targets;
    replay.target(target?.key ?? '', 'latest');
    expect(states(replay)).toEqual(['ready']);
    replay.choose(
      replay.state().rows.map(({ key }) => key),
      true,
    );
    await replay.start();
    expect(states(replay)).toEqual(['sent']);
    const missing = await world.open(candidates(numbers(1), refTo(FG, 'nobody')));
    await eventually(
      () => states(missing),
      ([state]) => state === 'cannot',
    );
    expect(why(missing)).toBe('The function nobody is no longer there.');
    for (const each of [replay, missing]) each.dispose();
  });

  it('is nothing that the service would not take, or that nobody has', async () => {
    const world = windowOn(bench.folder());
    const large = `{"pad":"${'x'.repeat(profileOf(FG).payloadBytes.async)}"}`;
    const [first] = candidates([large]);
    const gone = {
      ...{ id: 'r', ref: refTo(FG, 'picky'), connectionName: 'A', service: FG, mode: 'async' as const },
      ...{ startedAt: 1, elapsedMs: 1, numbers: {}, log: '', logCut: true },
      outcome: { kind: 'functionError' as const },
    };
    const odd = { ...candidates(['not JSON', '{"a":"\uFFFD"}'])[0] } as Candidate;
    const lost = candidates(['{"a":"\uFFFD"}'])[0] as Candidate;
    const replay = await world.open([first as Candidate, fromJournal(gone), odd, lost]);
    expect(new Set(states(replay))).toEqual(new Set(['cannot', 'ask']));
    const said = replay.state().rows.map((row) => row.why ?? '');
    expect(said.join('\n')).toMatch(/262,154 bytes; the limit for asynchronous invocations is 262,144 bytes/);
    expect(said.join('\n')).toMatch(/too large to keep in the history/);
    expect(said.join('\n')).toMatch(/not JSON\. It is sent as it is/);
    expect(said.join('\n')).toMatch(/bytes that are no text/);
    await replay.start();
    expect(await posts()).toBe(0);
    world.loseConnections();
    expect(states(await world.open(candidates(numbers(1))))).toEqual(['cannot']);
    replay.dispose();
  });

  it('is confirmed once for each connection, and nothing where a person does not', async () => {
    const world = windowOn(bench.folder());
    const all = [...candidates(numbers(2)), ...candidates(numbers(1), refTo('functioncompute-3', 'picky'))];
    const replay = await world.open(all);
    await replay.start();
    expect(new Map(world.asked.map(({ connection, writes }) => [connection, writes]))).toEqual(
      new Map([
        [FG, 2],
        ['functioncompute-3', 1],
      ]),
    );
    expect(world.asked).toHaveLength(2);
    expect(await posts()).toBe(3);
    world.confirmNothing();
    const refused = await world.open(candidates(numbers(2)));
    await refused.start();
    expect(refused.state()).toMatchObject({ phase: 'over', problem: 'Not confirmed.' });
    expect(await posts()).toBe(3);
    for (const each of [replay, refused]) each.dispose();
  });

  it('is at most the limit, at the rate, oldest first', async () => {
    const world = windowOn(bench.folder());
    world.settings.limit = 4;
    const replay = await world.open(candidates(numbers(6)).reverse());
    expect(replay.state().rows.map(({ chosen }) => chosen)).toEqual([true, true, true, true, false, false]);
    replay.choose(
      replay.state().rows.map(({ key }) => key),
      true,
    );
    await replay.start();
    expect(await posts()).toBe(0);
    replay.choose(
      replay
        .state()
        .rows.slice(4)
        .map(({ key }) => key),
      false,
    );
    await replay.start();
    expect(await posts()).toBe(4);
    expect(world.slept).toEqual([200, 200, 200]);
    replay.dispose();
  });
});

describe('a service in trouble', () => {
  const fault = (spec: string) => sandbox().ask('POST', '/sandbox/faults', { faults: [spec] });

  it('that has too many requests is sent to more slowly, and nothing twice', async () => {
    await fault('invokeAsync:429=7:x2');
    const world = windowOn(bench.folder());
    const replay = await world.open(candidates(numbers(5)));
    await replay.start();
    expect(states(replay)).toEqual(['refused', 'refused', 'sent', 'sent', 'sent']);
    expect(world.slept.slice(0, 2)).toEqual([7000, 7000]);
    expect(await posts()).toBe(5);
    await replay.start();
    expect(states(replay)).toEqual(['sent', 'sent', 'sent', 'sent', 'sent']);
    expect(await posts()).toBe(7);
    replay.dispose();
  });

  it.each([
    ['invokeAsync:401:x1', ['refused', 'ready', 'ready'], ['sent', 'sent', 'sent']],
    ['invokeAsync:lost:x1', ['unknown', 'ready', 'ready'], ['unknown', 'sent', 'sent']],
    ['invokeAsync:504:x1', ['unknown', 'ready', 'ready'], ['unknown', 'sent', 'sent']],
    ['invokeAsync:reset:x1', ['unknown', 'ready', 'ready'], ['unknown', 'sent', 'sent']],
  ])('by %s stops the run, and the next one sends what is left', async (spec, first, second) => {
    await fault(spec);
    const world = windowOn(bench.folder());
    const replay = await world.open(candidates(numbers(3)));
    await replay.start();
    expect(states(replay)).toEqual(first);
    expect(replay.state().problem).toMatch(/./);
    expect(await posts()).toBe(1);
    await replay.start();
    expect(states(replay)).toEqual(second);
    replay.dispose();
  });

  it('that fails again and again is left alone after five', async () => {
    await fault('invokeAsync:500:1');
    const world = windowOn(bench.folder());
    const replay = await world.open(candidates(numbers(9)));
    await replay.start();
    expect(await posts()).toBe(5);
    expect(states(replay).slice(5)).toEqual(['ready', 'ready', 'ready', 'ready']);
    replay.dispose();
  });
});
