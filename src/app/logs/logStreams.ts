import type { Cloud } from '../../cloud/cloud';
import type { LogLine } from '../../cloud/logs/logLine';
import { CloudError } from '../../cloud/errors';
import { LogPace } from '../../cloud/logs/pace';
import type { FunctionRef } from '../../model/functionRef';
import type { LogStreamState } from '../../model/invocation/logState';
import { CLOCK, type Clock } from '../clock';
import type { Disposable } from '../event';
import { createListeners, type Listeners } from '../listeners';
import { KnownLines, type Joined } from './knownLines';

/** A stream of a log service that is read. */
export interface LogStream {
  /** A function whose lines come from it. */
  readonly ref: FunctionRef;
  readonly state: LogStreamState;
}

/** One who follows a stream; disposing ends it for this one. */
export interface LogFollowing extends LogStream, Disposable {
  /** After every change of the state. */
  onDidChange(listener: () => void): Disposable;
  /** Lines are waited for: a long pause between two looks ends. */
  hurry(): void;
}

/** The streams that are read in this window: one poller for each, however many follow it. */
export interface LogStreams {
  /**
   * Follows the log of a function from a moment on, in local Unix milliseconds: `found` gets every line once, those that
   * were read before at once. Reading lasts as long as somebody follows.
   */
  follow(
    cloud: Cloud,
    ref: FunctionRef,
    from: number,
    found: (lines: readonly LogLine[]) => void,
  ): LogFollowing;
  /** The streams that somebody follows. */
  list(): readonly LogStream[];
  /** After every change of a state, and when reading of a stream begins or ends. */
  readonly onDidChange: Listeners['add'];
}

/** How long after the client has given up reading is tried again, in milliseconds; longer where the service asks for it. */
const AGAIN_MS = 60_000;

/** What was read completely is read again so far back, in milliseconds: lines come late. */
const OVERLAP_MS = 60_000;

/** Between two looks, in milliseconds; a new beginning keeps to it, too. */
const LOOK_MS = 1000;

/** No stream is read yet. */
export function createLogStreams(clock: Clock = CLOCK): LogStreams {
  const pollers = new Map<Cloud, Map<string, Poller>>();
  const changes = createListeners();

  const pollerOf = (cloud: Cloud, ref: FunctionRef): Poller => {
    const key = cloud.logStreamOf(ref);
    const ofCloud = pollers.get(cloud) ?? new Map<string, Poller>();
    pollers.set(cloud, ofCloud);
    const known = ofCloud.get(key);
    if (known) return known;
    const ended = () => {
      ofCloud.delete(key);
      if (ofCloud.size === 0) pollers.delete(cloud);
      changes.tell();
    };
    const poller = new Poller(cloud, ref, clock, () => changes.tell(), ended);
    ofCloud.set(key, poller);
    return poller;
  };
  return {
    follow: (cloud, ref, from, found) => pollerOf(cloud, ref).join(from, found),
    list: () => [...pollers.values()].flatMap((ofCloud) => [...ofCloud.values()]),
    onDidChange: changes.add,
  };
}

/** Reads one stream for all who follow it. */
class Poller implements LogStream {
  state: LogStreamState = { kind: 'connecting' };
  private readonly followers = new Map<Joined, (lines: readonly LogLine[]) => void>();
  private readonly changes = createListeners();
  private readonly lines: KnownLines;
  private readonly pace: LogPace;
  /** When the look that is under way was begun. */
  private lookedAt = -Infinity;
  private readTo: number | undefined;
  private reading:
    { readonly from: number; readonly aborter: AbortController; caughtUp: boolean } | undefined;

  constructor(
    private readonly cloud: Cloud,
    readonly ref: FunctionRef,
    private readonly clock: Clock,
    private readonly changed: () => void,
    private readonly ended: () => void,
  ) {
    this.lines = new KnownLines((local) => cloud.earliestThere(local));
    this.pace = new LogPace(undefined, {
      looks: () => (this.lookedAt = clock.now()),
      waits: (ms, error) => this.enter(this.interrupted(ms, error)),
    });
  }

  join(from: number, found: (lines: readonly LogLine[]) => void): LogFollowing {
    const reads = this.reading !== undefined && this.state.kind !== 'stopped';
    const whole = reads && (this.reading?.from ?? from) <= from && this.lines.holdsSince(from);
    const joined = this.lines.join(from, whole);
    this.followers.set(joined, found);
    if (whole) {
      const earlier = this.lines.since(from);
      if (earlier.length > 0) found(earlier);
    } else {
      this.begin(Math.min(from, this.reading?.from ?? from));
    }
    const listening = new Set<Disposable>();
    const poller = (): Poller => this;
    return {
      ref: this.ref,
      get state() {
        return poller().state;
      },
      onDidChange: (listener) => {
        const added = this.changes.add(listener);
        listening.add(added);
        return added;
      },
      hurry: () => this.pace.hurry(),
      dispose: () => {
        for (const added of listening) added.dispose();
        this.leave(joined);
      },
    };
  }

  private leave(joined: Joined): void {
    this.lines.leave(joined);
    if (!this.followers.delete(joined) || this.followers.size > 0) return;
    this.reading?.aborter.abort();
    this.ended();
  }

  /** Reads from a moment on, instead of what was read before; lines that all have had are given to nobody again. */
  private begin(from: number): void {
    this.reading?.aborter.abort();
    // Who comes now must not take the end of an earlier reading for its own.
    if (this.state.kind === 'stopped') this.enter({ kind: 'connecting' });
    const aborter = new AbortController();
    this.reading = { from, aborter, caughtUp: false };
    void this.read(from, aborter.signal);
  }

  private async read(from: number, signal: AbortSignal): Promise<void> {
    if (!this.cloud.capabilities.tailLogs) return this.enter({ kind: 'stopped' });
    const soon = this.lookedAt + LOOK_MS - this.clock.now();
    if (soon > 0) await this.clock.sleep(soon, signal);
    for (let again = false; !signal.aborted; again = true) {
      this.lines.begin(!again);
      this.lookedAt = this.clock.now();
      try {
        for await (const page of this.cloud.tailLogs(this.ref, { from, pace: this.pace }, signal)) {
          if (signal.aborted) return;
          this.take(page);
        }
      } catch (error) {
        if (signal.aborted) return;
        // What was never read, or may no longer be, is not there for us; else the service will be back.
        if (this.readTo === undefined || !(error instanceof CloudError) || !mayPass(error)) {
          return this.enter({ kind: 'stopped', ...this.complete(), error });
        }
        const ms = Math.max(AGAIN_MS, error.facts.retryAfterMs ?? 0);
        this.enter(this.interrupted(ms, error));
        await this.clock.sleep(ms, signal);
        if (this.reading?.caughtUp === true) from = Math.max(from, (this.readTo ?? from) - OVERLAP_MS);
      }
    }
  }

  private take(page: readonly LogLine[]): void {
    if (page.length === 0) {
      this.readTo = this.lookedAt;
      if (this.reading) this.reading.caughtUp = true;
      this.give(this.lines.settle());
      return this.enter({ kind: 'live', readTo: this.readTo });
    }
    this.enter({ kind: 'behind', ...this.complete() });
    const now = this.clock.now();
    this.give(page.map((line) => ({ line, joined: this.lines.add(line, now) })));
  }

  private give(given: readonly { readonly line: LogLine; readonly joined: readonly Joined[] }[]): void {
    const fresh = new Map<Joined, LogLine[]>();
    for (const { line, joined } of given) {
      for (const one of joined) {
        const lines = fresh.get(one);
        if (lines) lines.push(line);
        else fresh.set(one, [line]);
      }
    }
    for (const [joined, lines] of fresh) this.followers.get(joined)?.(lines);
  }

  private interrupted(ms: number, error: unknown): LogStreamState {
    return { kind: 'reconnecting', ...this.complete(), until: this.clock.now() + ms, error };
  }

  private complete(): { readonly readTo?: number } {
    return this.readTo === undefined ? {} : { readTo: this.readTo };
  }

  private enter(state: LogStreamState): void {
    this.state = state;
    this.changes.tell();
    this.changed();
  }
}

function mayPass({ facts: { repeatable, status } }: CloudError): boolean {
  return repeatable && status !== 401 && status !== 403;
}
