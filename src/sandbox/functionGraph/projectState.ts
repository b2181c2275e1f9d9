import type { VersionKey } from '../asyncConfigs';
import type { Catalogue } from '../catalogue';
import type { EventStore } from '../asyncQueue/eventStore';
import type { MovableClock } from '../clock';
import type { Debugging } from '../debugging';
import type { LogStore } from '../logs/logStore';
import type { Runner } from '../runner/runner';
import type { AsyncConfigs } from './asyncConfig/configFields';
import type { ProjectQueue } from './asyncInvocation/projectQueue';
import type { Project } from './project';
import type { ProjectSettings } from './projectSettings';
import type { TestEvents } from './testEvents/testEvents';

/** What the sandbox's user chose about the behaviour of the FunctionGraph projects. */
export interface FunctionGraphOptions {
  /** A PUT keeps what its body leaves out, instead of replacing the whole config; the documents are silent. */
  readonly mergePut: boolean;
  /** Whether logs are collected in a project that nobody has switched yet. */
  readonly ltsAtFirst: boolean;
  /** Seconds after which the gateway gives up on a synchronous invocation; the function runs on. */
  readonly gatewaySeconds: number;
  /** Milliseconds before the first retry of an event; each further retry waits twice as long. Ours, not the service's. */
  readonly retryDelayMs: number;
  /** How many asynchronous events of a project run at a time. Ours. */
  readonly asyncSlots: number;
}

/** Everything that handlers of one project work on. */
export interface ProjectState {
  readonly project: Project;
  readonly domainId: string;
  readonly options: FunctionGraphOptions;
  readonly catalogue: Catalogue;
  readonly configs: AsyncConfigs;
  readonly settings: ProjectSettings;
  readonly testEvents: TestEvents;
  readonly logs: LogStore;
  readonly queue: ProjectQueue;
  readonly store: EventStore;
  readonly runner: Runner;
  readonly clock: MovableClock;
  readonly debugging: Debugging;
  /** Whether events that this version now accepts will be on record. */
  recorded(key: VersionKey): boolean;
}
