import type { AsyncConfigs, VersionKey } from '../asyncConfigs';
import type { Catalogue } from '../catalogue';
import type { EventStore } from '../asyncQueue/eventStore';
import type { MovableClock } from '../clock';
import type { Debugging } from '../debugging';
import type { LogStore } from '../logs/logStore';
import type { Runner } from '../runner/runner';
import type { AccountKeys } from './account';
import type { ConfigFields } from './asyncConfig/configFields';
import type { Instances } from './invocation/instances';
import type { TaskQueue } from './tasks/taskQueue';

/** What the sandbox's user chose about the behaviour of Function Compute. */
export interface FunctionComputeOptions {
  /** A PUT that names one destination keeps the other, instead of replacing both; the documents are silent. */
  readonly mergeSides: boolean;
  /** Events may be 30 days old, as older documents have it, instead of 7. */
  readonly longAge: boolean;
  /** Milliseconds before the first retry of an event; each further retry waits twice as long. Ours, not the service's. */
  readonly retryDelayMs: number;
  /** How many asynchronous events of a generation run at a time. Ours. */
  readonly asyncSlots: number;
}

/** The functions of one generation of the product: configs, events and logs are apart. */
export interface Generation {
  readonly id: '2.0' | '3.0';
  readonly configs: AsyncConfigs<ConfigFields>;
  readonly queue: TaskQueue;
  readonly store: EventStore;
  readonly logs: LogStore;
  /** Whether events that this qualifier now accepts are on record as tasks. */
  recorded(key: VersionKey): boolean;
  /** Begins to stop an event that has not ended. */
  stopTask(eventId: string): void;
}

/** Everything that handlers work on. */
export interface AccountState {
  readonly options: FunctionComputeOptions;
  readonly keys: AccountKeys;
  readonly catalogue: Catalogue;
  readonly runner: Runner;
  readonly clock: MovableClock;
  readonly instances: Instances;
  readonly debugging: Debugging;
  /** Functions in services. */
  readonly second: Generation;
  /** Functions that stand alone. */
  readonly third: Generation;
}
