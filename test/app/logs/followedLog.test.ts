import { describe, expect, it } from 'vitest';
import { FollowedLog } from '../../../src/app/logs/followedLog';
import { createLogStreams } from '../../../src/app/logs/logStreams';
import { CloudError } from '../../../src/cloud/errors';
import { translate } from '../../../src/model/message';
import { KINDS, logService, ticks, type LogService } from '../../cloud/logs/logServices';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** A log that is followed, and what a person sees of it; its clock is the service's. */
function followed(service: LogService) {
  const { door } = service;
  const clock = { now: () => door.time, sleep: (ms: number, signal: AbortSignal) => door.sleep(ms, signal) };
  const streams = createLogStreams(clock);
  const ends: unknown[] = [];
  let text = '';
  const log = new FollowedLog(service.ref, service.cloud, {
    ...{ streams, clock, say: (said) => translate(said) },
    sink: {
      append: (more) => (text += more),
      replace: (texts) => (text = [...texts].join('')),
    },
    describe: (error) => ({
      text: error instanceof CloudError ? translate(error.facts.summary) : String(error),
    }),
    ended: (error) => ends.push(error),
  });
  const seen = async () => {
    await log.view.settled();
    return text.split('\n').slice(0, -1);
  };
  return {
    ...{ log, streams, ends, seen },
    numbers: async () =>
      (await seen()).flatMap((line) => (/tick \d+/.test(line) ? [Number(line.slice(7))] : [])),
    notes: async () =>
      (await seen())
        .filter((line) => !line.startsWith('│'))
        .map((line) => line.replaceAll(/\d\d:\d\d:\d\d/g, 'T')),
  };
}

async function until({ door }: LogService, time: number): Promise<void> {
  while (door.time < time) await new Promise((resolve) => setImmediate(resolve));
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

describe.each(KINDS)('a followed log of %s', (kind) => {
  it('goes on after a stop from where it was read to, without a gap or a double line', async () => {
    const service = logService(kind);
    const begun = service.door.time;
    service.write(ticks(service.door.serviceTime() - MINUTE, 360));
    const { log, streams, numbers, notes } = followed(service);
    expect(log.state.kind).toBe('left');
    log.start(begun - 2 * MINUTE);
    await until(service, begun + MINUTE);
    expect(log.state.kind).toBe('live');
    log.stop();
    log.stop();
    expect([log.state.kind, streams.list()]).toEqual(['left', []]);
    service.door.time += 2 * MINUTE;
    log.goOn();
    await until(service, begun + 6 * MINUTE);
    expect(await numbers()).toEqual(upTo(360));
    expect(await notes()).toEqual([
      expect.stringMatching(/^▶ T Log of \S+ from T on, through “/) as string,
      '■ T Stopped by you; lines are complete to T',
      '▶ T Goes on from T',
    ]);
    log.dispose();
  });

  it('is gone on with after the clock was set back, without waiting for the time of before', async () => {
    const service = logService(kind);
    const begun = service.door.time;
    service.write(ticks(service.door.serviceTime() - MINUTE, 360));
    const { log, numbers } = followed(service);
    log.start(begun - 2 * MINUTE);
    await until(service, begun + MINUTE);
    log.stop();
    service.door.time -= 60 * MINUTE;
    service.door.skewMs -= 60 * MINUTE;
    log.goOn();
    await until(service, begun - 54 * MINUTE);
    expect(await numbers()).toEqual(upTo(360));
    log.dispose();
  });

  it('names a gap while the service fails, and closes it', async () => {
    const service = logService(kind);
    const begun = service.door.time;
    service.write(ticks(service.door.serviceTime(), 200));
    service.fault = () =>
      service.door.time > begun + 20 * SECOND && service.door.time < begun + 100 * SECOND
        ? { status: 503, body: {} }
        : undefined;
    const { log, ends, numbers, notes } = followed(service);
    log.start(begun);
    await until(service, begun + 60 * SECOND);
    expect(log.state.kind).toBe('reconnecting');
    await until(service, begun + 5 * MINUTE);
    expect(await numbers()).toEqual(upTo(200));
    expect((await notes()).slice(1)).toEqual([
      expect.stringMatching(
        /^⋯ T Lines are missing since T: The service reported an internal error/,
      ) as string,
      '⋯ T Read again; the lines since T follow',
    ]);
    expect(ends).toEqual([]);
    log.dispose();
  });

  it('says that it has ended, once, and goes on when the person wants it', async () => {
    const service = logService(kind);
    const begun = service.door.time;
    service.write(ticks(service.door.serviceTime(), 200));
    const { log, ends, numbers, notes } = followed(service);
    log.start(begun);
    await until(service, begun + 20 * SECOND);
    service.fault = () => ({ status: 403, body: {} });
    while (log.state.kind !== 'stopped') await new Promise((resolve) => setImmediate(resolve));
    expect(ends).toHaveLength(1);
    expect(log.failure).toBe(ends[0]);
    service.door.time += MINUTE;
    service.fault = () => undefined;
    log.goOn();
    expect(log.failure).toBeUndefined();
    await until(service, begun + 5 * MINUTE);
    expect(await numbers()).toEqual(upTo(200));
    // A 403 of FunctionGraph may mean the token: it is tried once more before it counts.
    const told = (await notes()).filter((line) => !line.startsWith('⋯ T Lines are missing'));
    expect(told.slice(1)).toEqual([
      expect.stringMatching(/^■ T Stopped; lines are missing since T: /) as string,
      '▶ T Goes on from T',
      '⋯ T Read again; the lines since T follow',
    ]);
    expect(ends).toHaveLength(1);
    log.dispose();
  });

  it('begins anew with another client, and asks the former one no more', async () => {
    const [service, other] = [logService(kind), logService(kind)];
    service.write(ticks(service.door.serviceTime(), 60));
    other.write(ticks(other.door.serviceTime(), 30));
    const { log, numbers } = followed(service);
    log.start(service.door.time);
    await until(service, service.door.time + MINUTE);
    log.stop();
    const asked = service.queries;
    const begun = other.door.time;
    log.start(begun, other.cloud);
    await until(other, begun + 2 * MINUTE);
    expect(await numbers()).toEqual(upTo(30));
    expect([log.cloud, service.queries]).toEqual([other.cloud, asked]);
    log.dispose();
  });

  it('begins anew from earlier, while another follows the stream from now on', async () => {
    const service = logService(kind);
    const begun = service.door.time;
    service.write(ticks(service.door.serviceTime() - MINUTE, 120));
    const { log, streams, numbers } = followed(service);
    const other = streams.follow(service.cloud, service.ref, begun, () => undefined);
    await until(service, begun + 10 * SECOND);
    log.start(begun - 30 * SECOND);
    expect(streams.list()).toHaveLength(1);
    await until(service, begun + 20 * SECOND);
    log.start(begun - 2 * MINUTE);
    await until(service, begun + 3 * MINUTE);
    expect(streams.list()).toHaveLength(1);
    expect(await numbers()).toEqual(upTo(120));
    other.dispose();
    log.dispose();
  });
});
