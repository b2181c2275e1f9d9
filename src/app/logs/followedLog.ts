import type { Cloud } from '../../cloud/cloud';
import type { Say } from '../../model/changes';
import { functionLabel, refLabel, type FunctionRef } from '../../model/functionRef';
import type { LogStreamState } from '../../model/invocation/logState';
import { clock, plain } from '../../model/invocation/outputText';
import { message, type Message } from '../../model/message';
import type { Clock } from '../clock';
import type { Disposable } from '../event';
import type { LogFollowing, LogStreams } from './logStreams';
import { LogView, type LogSink } from './logView';

/** A log that was read is read again so far back, in milliseconds: lines come late. Those that are known stay single. */
const OVERLAP_MS = 60_000;

/** What following a log stands on. */
interface FollowedLogDeps {
  readonly streams: Pick<LogStreams, 'follow'>;
  readonly clock: Clock;
  readonly sink: LogSink;
  readonly say: Say;
  /** An error in the person's words. */
  readonly describe: (error: unknown) => { readonly text: string; readonly hint?: string };
  /** Reading has ended by itself, with this error. */
  readonly ended: (error: unknown) => void;
}

/** How following stands: as the stream does, or ended by the person. */
type FollowedState = LogStreamState | { readonly kind: 'left'; readonly readTo?: number };

/** The log of a function that a person follows until they stop it; it can be gone on with from where it was read to. */
export class FollowedLog {
  readonly view: LogView;
  readonly label: string;
  private stream: { readonly following: LogFollowing; readonly listening: Disposable } | undefined;
  private from = 0;
  private readTo: number | undefined;
  /** Since when lines are missing: following is interrupted. */
  private gap: { readonly since: number | undefined } | undefined;
  /** Reading has ended by itself, and that was told. */
  private halted = false;

  constructor(
    readonly ref: FunctionRef,
    private used: Cloud,
    private readonly deps: FollowedLogDeps,
  ) {
    this.label = logLabel(used, ref);
    this.view = new LogView(deps.sink, deps.say);
  }

  /** The client through which it is read. */
  get cloud(): Cloud {
    return this.used;
  }

  get state(): FollowedState {
    if (this.stream) return this.stream.following.state;
    return { kind: 'left', ...(this.readTo !== undefined && { readTo: this.readTo }) };
  }

  /** Why reading has ended by itself; undefined while it has not. */
  get failure(): unknown {
    const state = this.stream?.following.state;
    return state?.kind === 'stopped' ? state.error : undefined;
  }

  /** Begins anew, with lines from a moment on (local Unix milliseconds), with a new client where there is one. */
  start(from: number, cloud: Cloud = this.used): void {
    this.leave();
    [this.used, this.from, this.readTo, this.gap, this.halted] = [cloud, from, undefined, undefined, false];
    this.view.clear();
    const { name } = this.used.connection;
    this.tell('▶', message('Log of {0} from {1} on, through “{2}”', this.label, clock(from), name));
    this.join(from);
  }

  /** Goes on from where it was read to, with a new client where there is one. */
  goOn(cloud: Cloud = this.used): void {
    this.leave();
    [this.used, this.halted] = [cloud, false];
    // The clock may have been set back meanwhile: nobody waits until it has caught up.
    const now = this.deps.clock.now();
    const readTo = this.readTo === undefined ? undefined : Math.min(this.readTo, now);
    const from = Math.min(this.from, now);
    if (readTo !== undefined) this.tell('▶', message('Goes on from {0}', clock(readTo)));
    this.join(readTo === undefined ? from : Math.max(from, readTo - OVERLAP_MS));
  }

  /** The person has enough; what was shown stays. */
  stop(): void {
    if (!this.stream) return;
    this.leave();
    this.gap = undefined;
    const { readTo } = this;
    this.tell(
      '■',
      readTo === undefined
        ? message('Stopped by you')
        : message('Stopped by you; lines are complete to {0}', clock(readTo)),
    );
  }

  /** Cannot be gone on with: its connection is another, or gone. */
  end(why: unknown): void {
    this.leave();
    this.tellStop(why);
  }

  dispose(): void {
    this.leave();
    this.view.dispose();
  }

  private join(from: number): void {
    const following = this.deps.streams.follow(this.used, this.ref, from, (lines) => this.view.take(lines));
    const listening = following.onDidChange(() => this.look(following.state));
    this.stream = { following, listening };
  }

  private leave(): void {
    this.stream?.listening.dispose();
    this.stream?.following.dispose();
    this.stream = undefined;
  }

  /** Remembers how far was read, and names a gap when it opens and when it is closed. */
  private look(state: LogStreamState): void {
    switch (state.kind) {
      case 'connecting':
        this.halted = false;
        return;
      case 'behind':
      case 'live':
        this.halted = false;
        this.close();
        // Only then all lines from the beginning on have been read: others may follow the stream since later.
        if (state.kind === 'live') this.readTo = state.readTo;
        return;
      case 'reconnecting': {
        if (this.gap) return;
        this.gap = { since: this.readTo };
        const { text } = this.deps.describe(state.error);
        const [open, since] = [message('No lines yet: {0}', text), this.readTo];
        return this.tell(
          '⋯',
          since === undefined ? open : message('Lines are missing since {0}: {1}', clock(since), text),
        );
      }
      case 'stopped':
        if (this.halted) return;
        this.halted = true;
        this.gap ??= { since: this.readTo };
        return this.fail(
          state.error ?? new Error(this.deps.say(message('The service has no logs that can be read.'))),
        );
    }
  }

  private close(): void {
    const { gap } = this;
    this.gap = undefined;
    if (gap?.since === undefined) return;
    this.tell('⋯', message('Read again; the lines since {0} follow', clock(gap.since)));
  }

  private fail(error: unknown): void {
    this.tellStop(error);
    this.deps.ended(error);
  }

  private tellStop(error: unknown): void {
    const { readTo } = this;
    const { text, hint } = this.deps.describe(error);
    this.tell(
      '■',
      readTo === undefined
        ? message('Stopped: {0}', text)
        : message('Stopped; lines are missing since {0}: {1}', clock(readTo), text),
    );
    if (hint !== undefined) this.view.note(`  ${plain(hint)}`);
  }

  private tell(sign: string, said: Message): void {
    this.view.note(plain(`${sign} ${clock(this.deps.clock.now())} ${this.deps.say(said)}`));
  }
}

/** What a log is called: all versions of a function may write into one. */
function logLabel(cloud: Cloud, ref: FunctionRef): string {
  const isShared = cloud.logStreamOf(ref) === cloud.logStreamOf({ ...ref, qualifier: '' });
  return isShared ? functionLabel(ref) : refLabel(ref);
}
