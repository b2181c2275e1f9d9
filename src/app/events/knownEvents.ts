import type { Pages } from '../../cloud/call/pages';
import type { Cloud } from '../../cloud/cloud';
import type { AsyncInvocation } from '../../cloud/invocation';
import type { FunctionRef } from '../../model/functionRef';
import type { EventPhase } from '../../model/invocation/eventLife';
import type { Clock } from '../clock';
import { newestFirst, withNewest } from './eventRows';

/** Which events a person wants to see: all that the service knows, of one phase, of the last so many milliseconds. */
export interface ListFilter {
  readonly phase?: EventPhase;
  readonly withinMs?: number;
}

/** Where the pages come from. */
interface PageSource {
  /** The events' own service. */
  cloud(): Promise<Pick<Cloud, 'listAsyncInvocations'>>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * What is known of the events of a version: the pages that were read, joined. The newest page can be read again, and
 * the one after the oldest event that is known; one of both at a time. What is aborted changes nothing.
 */
export class KnownEvents {
  private known: readonly AsyncInvocation[] = [];
  private wanted: ListFilter = {};
  /** Where the page after the oldest known event comes from; undefined: from the newest on, past what is known. */
  private pages: Pages<AsyncInvocation> | undefined;
  private isAnew = true;
  private older = false;

  constructor(
    private readonly ref: FunctionRef,
    private readonly source: PageSource,
  ) {}

  /** Newest first. */
  get rows(): readonly AsyncInvocation[] {
    return this.known;
  }
  get filter(): ListFilter {
    return this.wanted;
  }
  /** Whether the service has older events than those that were read, as far as it is known. */
  get hasOlder(): boolean {
    return this.older;
  }

  /** Other events are wanted; what was known is forgotten. */
  choose(filter: ListFilter): void {
    this.wanted = filter;
    this.known = [];
    this.older = false;
  }

  /** The newest page, when it is read next, takes the place of all that is known. */
  startAnew(): void {
    this.isAnew = true;
  }

  /** Leaves the pages that were begun: those after the oldest event are looked for from the newest on. */
  leavePages(): void {
    this.pages = undefined;
  }

  /** Reads the newest page; true, as one page is all of it. Rejects with a CloudError. */
  async readNewest(signal: AbortSignal): Promise<boolean> {
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

  /** Reads the next page; false where that had nothing but what was known. Rejects with a CloudError. */
  async readOlder(signal: AbortSignal): Promise<boolean> {
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
}
