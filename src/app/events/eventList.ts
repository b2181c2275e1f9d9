import type { Cloud } from '../../cloud/cloud';
import type { AsyncInvocation } from '../../cloud/invocation';
import type { Pages } from '../../cloud/call/pages';
import { CloudError } from '../../cloud/errors';
import type { FunctionRef } from '../../model/functionRef';
import type { EventPhase } from '../../model/invocation/eventLife';
import { createListeners } from '../listeners';
import type { Clock } from '../clock';
import { isOver, newestFirst, withNewest } from './eventRows';
import type { ListTurns } from './listTurns';

/** Which events a person wants to see: all that the service knows, of one phase, of the last so many milliseconds. */
export interface ListFilter {
  readonly phase?: EventPhase;
  readonly withinMs?: number;
}

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
  private known: readonly AsyncInvocation[] = [];
  private wanted: ListFilter = {};
  private now: ListPhase = { kind: 'reading', what: 'newest' };
  /** Where the page after the oldest known event comes from; undefined: from the newest on, past what is known. */
  private pages: Pages<AsyncInvocation> | undefined;
  private isAnew = true;
  private older = false;
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
  ) {}

  get rows(): readonly AsyncInvocation[] {
    return this.known;
  }
  get filter(): ListFilter {
    return this.wanted;
  }
  get phase(): ListPhase {
    return this.now;
  }
  /** Whether the service has older events than those that were read, as far as it is known. */
  get hasOlder(): boolean {
    return this.older;
  }

  /** The list is in somebody's sight, or no longer: only then it looks again by itself. What is being read is still read. */
  show(isShown: boolean): void {
    if (this.isShown === isShown) return;
    this.isShown = isShown;
    this.attend();
  }

  /** Shows other events; what was known is forgotten. */
  choose(filter: ListFilter): void {
    this.wanted = filter;
    this.known = [];
    this.everRead = false;
    this.older = false;
    this.ask('newest');
  }

  /** Reads the newest events again, and forgets the older ones. */
  readonly refresh = (): void => this.ask('newest');

  /** Reads the page after the oldest event that is known. */
  showOlder(): void {
    if (this.older) this.ask('older');
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
      this.isAnew = true;
      this.stopReading();
    }
    this.become({ kind: 'reading', what });
    this.attend();
  }

  private stopReading(): void {
    this.reading.abort();
    this.reading = new AbortController();
    this.pages = undefined;
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
    const before = JSON.stringify([this.known, this.older]);
    let waitMs: number | undefined;
    try {
      const isDone = await (step === 'older' ? this.readOlder(signal) : this.readNewest(signal));
      if (signal.aborted) return;
      this.failures = 0;
      this.everRead = true;
      if (isDone && this.asked === wasAsked) this.asked = undefined;
      const isNews = JSON.stringify([this.known, this.older]) !== before;
      this.quiet = isNews || this.known.some((row) => !isOver(row)) ? 0 : this.quiet + 1;
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

  private async readNewest(signal: AbortSignal): Promise<boolean> {
    const pages = await this.open(signal);
    const page = (await pages.next()).value ?? [];
    if (signal.aborted) return true;
    const joined = this.isAnew || !pages.hasMore ? undefined : withNewest(this.known, page);
    this.known = joined ?? newestFirst(page);
    // with rows from before, their pages go on where they were
    if (joined === undefined || joined.length === page.length) {
      this.pages = pages;
      this.older = pages.hasMore;
    }
    this.isAnew = false;
    return true;
  }

  /** False where the page had nothing but what was known. */
  private async readOlder(signal: AbortSignal): Promise<boolean> {
    const pages = (this.pages ??= await this.open(signal));
    const page = (await pages.next()).value ?? [];
    if (signal.aborted) return true;
    const count = this.known.length;
    this.known = newestFirst([...this.known, ...page]);
    this.older = pages.hasMore;
    return !this.older || page.length === 0 || this.known.length > count;
  }

  private async open(signal: AbortSignal): Promise<Pages<AsyncInvocation>> {
    const cloud = await this.source.cloud();
    const { withinMs, ...wanted } = this.wanted;
    const since = withinMs === undefined ? {} : { since: this.source.clock.now() - withinMs };
    return cloud.listAsyncInvocations(this.ref, { ...wanted, ...since }, signal);
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
