import type { Cloud } from '../../cloud/cloud';
import type { AsyncInvocation } from '../../cloud/invocation';
import { CloudError } from '../../cloud/errors';
import type { FunctionRef } from '../../model/functionRef';
import { createListeners } from '../listeners';
import type { Clock } from '../clock';
import { isOver } from './eventRows';
import { KnownEvents, type ListFilter } from './knownEvents';
import type { ListTurns } from './listTurns';

/** What a list does. `resting`: it shows what it has, and looks again by itself while it is shown. */
type ListPhase =
  | { readonly kind: 'resting' }
  | { readonly kind: 'reading'; readonly what: Step }
  | { readonly kind: 'failed'; readonly what: Step; readonly error: unknown }
  | { readonly kind: 'cancelled' };

/** The newest page again, or the page after the oldest that is known. */
type Step = 'newest' | 'older';

/** Where a list comes from. */
interface ListSource {
  /** The events' own service. */
  cloud(): Promise<Pick<Cloud, 'listAsyncInvocations'>>;
  readonly turns: ListTurns;
  readonly clock: Clock;
}

/** Looks again after this time while something may change, up to the longer one when nothing does, in milliseconds. */
const LIVE_MS = { least: 5000, most: 20_000 } as const;
/** Failures in a row, each of which may pass, after which a person is asked. */
const MOST_FAILURES = 3;

/**
 * The events of a version that the service knows, as far as they were read: newest first, live while they are shown.
 * Each request waits for its turn among all lists of the function. Only reads are sent.
 */
export class EventList {
  private readonly listeners = createListeners();
  readonly onDidChange = this.listeners.add;
  private readonly known: KnownEvents;
  private now: ListPhase = { kind: 'reading', what: 'newest' };
  private everRead = false;
  /** What a person waits for. */
  private asked: Step | undefined = 'newest';
  private isShown = false;
  private isRunning = false;
  private isDisposed = false;
  private failures = 0;
  private quiet = 0;
  private nextAt = 0;
  /** Ends the wait for a turn, when something else is wanted. */
  private wake = new AbortController();
  /** Ends what is being read. */
  private reading = new AbortController();

  constructor(
    readonly ref: FunctionRef,
    private readonly source: ListSource,
  ) {
    this.known = new KnownEvents(ref, source);
  }

  get rows(): readonly AsyncInvocation[] {
    return this.known.rows;
  }
  get filter(): ListFilter {
    return this.known.filter;
  }
  get phase(): ListPhase {
    return this.now;
  }
  /** Whether the service has older events than those that were read, as far as it is known. */
  get hasOlder(): boolean {
    return this.known.hasOlder;
  }

  /** The list is in somebody's sight, or no longer: only then it looks again by itself. What is being read is still read. */
  show(isShown: boolean): void {
    if (this.isShown === isShown) return;
    this.isShown = isShown;
    this.attend();
  }

  /** Shows other events; what was known is forgotten. */
  choose(filter: ListFilter): void {
    this.known.choose(filter);
    this.everRead = false;
    this.ask('newest');
  }

  /** Reads the newest events again, and forgets the older ones. */
  readonly refresh = (): void => this.ask('newest');

  /** Reads the page after the oldest event that is known. */
  showOlder(): void {
    if (this.hasOlder) this.ask('older');
  }

  /** Tries again what has failed or was cancelled. */
  retry(): void {
    if (this.now.kind === 'failed' && this.now.what === 'older') this.showOlder();
    else this.refresh();
  }

  /** Gives up what is being read; what is known stays. */
  cancel(): void {
    if (this.now.kind !== 'reading') return;
    this.asked = undefined;
    this.stopReading();
    this.become({ kind: this.everRead ? 'resting' : 'cancelled' });
  }

  dispose(): void {
    this.isDisposed = true;
    this.asked = undefined;
    this.stopReading();
  }

  private ask(what: Step): void {
    this.asked = what;
    this.failures = 0;
    this.nextAt = 0;
    if (what === 'newest') {
      this.known.startAnew();
      this.stopReading();
    }
    this.become({ kind: 'reading', what });
    this.attend();
  }

  private stopReading(): void {
    this.reading.abort();
    this.reading = new AbortController();
    this.known.leavePages();
    this.wake.abort();
  }

  private become(phase: ListPhase): void {
    this.now = phase;
    this.listeners.tell();
  }

  /** Does what is wanted, one thing after the other, until nothing is. */
  private attend(): void {
    this.wake.abort();
    if (this.isRunning) return;
    this.isRunning = true;
    void this.run();
  }

  private async run(): Promise<void> {
    for (let step = this.next(); step; step = this.next()) {
      this.wake = new AbortController();
      const isUrgent = this.asked !== undefined;
      if (!(await this.source.turns.wait(isUrgent, this.nextAt, this.wake.signal))) continue;
      if (this.next() === step) await this.read(step);
      else this.source.turns.pass();
    }
    this.isRunning = false;
  }

  private next(): Step | undefined {
    if (this.isDisposed) return undefined;
    if (this.asked && (this.isShown || this.everRead)) return this.asked;
    return this.isShown && this.now.kind === 'resting' ? 'newest' : undefined;
  }

  private async read(step: Step): Promise<void> {
    const { signal } = this.reading;
    const wasAsked = this.asked;
    const before = JSON.stringify([this.rows, this.hasOlder]);
    let waitMs: number | undefined;
    try {
      const isDone = await (step === 'older' ? this.known.readOlder(signal) : this.known.readNewest(signal));
      if (signal.aborted) return;
      this.failures = 0;
      this.everRead = true;
      if (isDone && this.asked === wasAsked) this.asked = undefined;
      const isNews = JSON.stringify([this.rows, this.hasOlder]) !== before;
      this.quiet = isNews || this.rows.some((row) => !isOver(row)) ? 0 : this.quiet + 1;
      this.nextAt = this.source.clock.now() + Math.min(LIVE_MS.least * 1.5 ** this.quiet, LIVE_MS.most);
      if (this.asked) this.nextAt = 0;
      else if (isNews || this.now.kind !== 'resting') this.become({ kind: 'resting' });
    } catch (error) {
      if (signal.aborted) return;
      waitMs = error instanceof CloudError ? error.facts.retryAfterMs : undefined;
      this.fail(step, error);
    } finally {
      this.source.turns.over(waitMs);
    }
  }

  /** Waits and tries again where that may help; a rejected token is renewed for the next request. */
  private fail(step: Step, error: unknown): void {
    const facts = error instanceof CloudError ? error.facts : undefined;
    this.failures += 1;
    const mayPass = facts?.repeatable === true || (facts?.status === 401 && this.failures === 1);
    if (mayPass && this.failures < MOST_FAILURES) {
      this.nextAt = this.source.clock.now() + LIVE_MS.least * 2 ** (this.failures - 1);
      return;
    }
    this.asked = undefined;
    this.become({ kind: 'failed', what: step, error });
  }
}
