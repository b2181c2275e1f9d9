import type { LogLine } from '../../cloud/logs/logLine';
import { functionKey } from '../../model/functionRef';
import { hasEnded } from '../../model/invocation/eventLife';
import { lifeOf } from '../../model/invocation/joinEvent';
import { CLOCK } from '../clock';
import { Emitter, type Disposable } from '../event';
import { createListeners } from '../listeners';
import { followEvent, nothingHeard, type EventSources, type TroubledSource } from './eventFollowing';
import { createEventPlans, sourcesOf, type EventPlans } from './eventSources';
import type { QueuedEvent, SeenEvent, WatchedEvent, WatchedEvents, WatchPorts } from './watchedEvents';

/**
 * How long a connection may be gone before its events are given up, in milliseconds: settings that are edited by hand are
 * broken for a moment.
 */
const GONE_MS = 5000;

/** No event is looked at yet, and nothing asked. */
export function createWatchedEvents(ports: WatchPorts): WatchedEvents {
  const entries = new Map<string, { readonly seen: SeenEvent; join(): Disposable }>();
  const changes = new Emitter<QueuedEvent>();
  const plans = createEventPlans(() => (ports.clock ?? CLOCK).now());

  const begin = (key: string, event: QueuedEvent) => {
    const following = followOne(event, { ...ports, plans }, () => changes.fire(event));
    let looks = 0;
    const leave = () => {
      if (--looks > 0) return;
      entries.delete(key);
      if (entries.size === 0) plans.clear();
      following.end();
      changes.fire(event);
    };
    const join = () => {
      looks++;
      let left = false;
      return {
        dispose: () => {
          if (!left) leave();
          left = true;
        },
      };
    };
    const entry = { seen: following.seen, join };
    entries.set(key, entry);
    return entry;
  };

  return {
    watch: (event) => {
      const key = `${functionKey(event.ref)} ${event.taskId}`;
      const known = entries.get(key);
      const entry = known ?? begin(key, event);
      const look = entry.join();
      if (!known) changes.fire(event);
      return lookAt(entry.seen, look);
    },
    list: () => [...entries.values()].map(({ seen }) => seen),
    onDidChange: changes.event,
  };
}

/** A look at what others may look at, too. */
function lookAt(seen: SeenEvent, look: Disposable): WatchedEvent {
  return {
    event: seen.event,
    trouble: seen.trouble,
    get life() {
      return seen.life;
    },
    get phase() {
      return seen.phase;
    },
    get switchOff() {
      return seen.switchOff;
    },
    onDidChange: (listener) => seen.onDidChange(listener),
    onLines: (listener) => seen.onLines(listener),
    hurry: () => seen.hurry(),
    stop: () => seen.stop(),
    dispose: () => look.dispose(),
  };
}

/** Follows one event until its life is over or `end` is called. `changed` is called after every change. */
function followOne(
  event: QueuedEvent,
  ports: WatchPorts & { readonly plans: EventPlans },
  changed: () => void,
): { readonly seen: SeenEvent; end(): void } {
  const { clock = CLOCK } = ports;
  const aborter = new AbortController();
  const changes = createListeners();
  const trouble = new Map<TroubledSource, unknown>();
  const lines: LogLine[] = [];
  const readers = new Set<(lines: readonly LogLine[]) => void>();
  const cloud = ports.cloud(event.ref.connection);
  let life = lifeOf(nothingHeard(event.queuedAt, true), clock.now());
  let phase: SeenEvent['phase'] = 'following';
  const bell = createListeners();
  let config: ReturnType<typeof sourcesOf> | undefined;
  const tell = () => {
    changes.tell();
    changed();
  };

  const giveUp = (error: unknown) => {
    trouble.set('record', error);
    const state = hasEnded(life.state) ? life.state : 'lost';
    life = { ...life, state, sources: { record: 'failed', log: 'failed' } };
    phase = 'over';
    end();
    tell();
  };
  const giveUpWhereGone = async () => {
    const isGone = () => ports.connections?.has(event.ref.connection) === false;
    if (!isGone()) return;
    await clock.sleep(GONE_MS, aborter.signal);
    if (aborter.signal.aborted || !isGone()) return;
    await ports.cloud(event.ref.connection).catch((error: unknown) => giveUp(error));
  };
  const watching = ports.connections?.onDidChange(() => void giveUpWhereGone());
  const end = () => {
    aborter.abort();
    watching?.dispose();
  };

  const run = async () => {
    let sources: EventSources;
    try {
      const found = sourcesOf(event, await cloud, { ...ports, now: () => clock.now() }, (fresh) => {
        lines.push(...fresh);
        for (const read of [...readers]) read(fresh);
      });
      config = found;
      const delivery = await ports.delivery?.(event);
      sources = { ...found, ...(delivery && { delivery }) };
    } catch (error) {
      return giveUp(error);
    }
    const last = await followEvent(
      sources,
      {
        queuedAt: event.queuedAt,
        bell: bell.add,
        onLife: (news) => {
          life = news;
          tell();
        },
        onTrouble: (source, error) => trouble.set(source, error),
      },
      clock,
      aborter.signal,
    );
    if (aborter.signal.aborted) return;
    life = last;
    phase = 'over';
    end();
    tell();
  };
  void run();

  return {
    seen: {
      event,
      trouble,
      get life() {
        return life;
      },
      get phase() {
        return phase;
      },
      get switchOff() {
        return life.sources.record === 'none' ? config?.switchOff() : undefined;
      },
      onDidChange: (listener) => changes.add(listener),
      onLines: (listener) => {
        const read = (some: readonly LogLine[]) => listener(some);
        if (lines.length > 0) read([...lines]);
        readers.add(read);
        return { dispose: () => readers.delete(read) };
      },
      hurry: () => {
        bell.tell();
        config?.hurry?.();
      },
      stop: async () => {
        await (await cloud).stopAsyncInvocation(event.ref, event.taskId, aborter.signal);
      },
    },
    end,
  };
}
