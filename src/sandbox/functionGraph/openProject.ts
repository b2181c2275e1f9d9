import { AsyncConfigs, type VersionKey } from '../asyncConfigs';
import { Deliveries } from '../asyncQueue/deliveries';
import { EventFiles } from '../asyncQueue/eventFiles';
import type { EventStore } from '../asyncQueue/eventStore';
import type { Catalogue } from '../catalogue';
import type { MovableClock } from '../clock';
import type { Debugging } from '../debugging';
import { LogStore } from '../logs/logStore';
import type { Runner } from '../runner/runner';
import type { StateFolder } from '../stateFolder';
import type { ConfigFields } from './asyncConfig/configFields';
import { deadlineOf } from './asyncInvocation/attempt';
import { deliver, notification } from './asyncInvocation/delivery';
import type { EventEnd, ProjectEvent, ProjectRecord } from './asyncInvocation/event';
import { createProjectQueue } from './asyncInvocation/projectQueue';
import { execute } from './invocation/execution';
import { logStreamId } from './logs/logNames';
import type { Project } from './project';
import { ProjectSettings } from './projectSettings';
import type { FunctionGraphOptions, ProjectState } from './projectState';
import { followSeeds } from '../seeds';
import { seededFields } from './asyncConfig/seed';
import { resolveTarget, type Target } from './target';
import { TestEvents } from './testEvents/testEvents';

/** What all projects share. */
interface ProjectParts {
  readonly options: FunctionGraphOptions;
  readonly catalogue: Catalogue;
  readonly runner: Runner;
  readonly clock: MovableClock;
  readonly folder: StateFolder;
  readonly domainId: string;
  readonly debugging: Debugging;
  /** Asked once for each attempt: whether there is no room to run it now. */
  readonly isThrottled: () => boolean;
  readonly onDefect: (error: unknown) => void;
  /** Told where a config that is saved stays against what its function's file says. */
  readonly onKept: (text: string) => void;
}

/** Functions that pass events on to each other in a circle are cut off here; the service documents no check. */
const MOST_HOPS = 16;

/** Opens a project on its part of the state folder, `<region>/`, with the events that were left there. */
export async function openProject(project: Project, parts: ProjectParts): Promise<ProjectState> {
  const { options, catalogue, runner, clock, folder, debugging } = parts;
  const below = project.region;
  const configs = await AsyncConfigs.load<ConfigFields>(folder, `${below}/configs`, clock);
  const settings = await ProjectSettings.load(folder, `${below}/settings`, options.ltsAtFirst);
  const testEvents = await TestEvents.load(folder, `${below}/test-events`, clock);
  const logs = new LogStore(
    (stream) => logStreamId(project, stream),
    folder,
    `${below}/logs`,
    clock,
    parts.onDefect,
  );
  const { files, events } = await EventFiles.load<ProjectEvent, ProjectRecord>(folder, `${below}/async`);
  const deliveries = await Deliveries.load(folder, `${below}/deliveries`);
  const recorded = (key: VersionKey): boolean =>
    project.flavour.alwaysRecords || configs.get(key)?.statusLog === true;
  const running = { project, runner, logs, settings, clock, debugging };

  const queue = createProjectQueue({
    files,
    debugging,
    left: events,
    clock,
    slots: options.asyncSlots,
    profile: project.profile,
    retryDelayMs: options.retryDelayMs,
    now: () => clock.now(),
    configOf: (key) => configs.get(key),
    isThrottled: parts.isThrottled,
    execute: async (event, signal) => {
      const target = targetOf(catalogue, event);
      const memoryMb = event.memoryMb === undefined ? {} : { memoryMb: event.memoryMb };
      const order = { requestId: event.id, event: event.payload, ...memoryMb };
      return target && execute(running, target, order, signal);
    },
    tell: tellDestination,
    onDefect: parts.onDefect,
  });

  async function tellDestination(event: ProjectEvent, end: EventEnd): Promise<void> {
    const config = configs.get(event);
    const destination = end.status === 'SUCCESS' ? config?.success : config?.failure;
    if (!destination) return;
    const attempt = { ids: [event.id], destination: destination.destination, at: clock.now() };
    try {
      const content = notification(project, event, end, clock.now());
      const delivered = await deliver(folder, below, destination, event, content, (urn, payload, requestId) =>
        forward(event, urn, payload, requestId),
      );
      await deliveries.note(event.id, { ...attempt, ...delivered });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      await deliveries.note(event.id, { ...attempt, error: reason });
      const line = `Destination ${destination.destination} of request '${event.id}' was not reached: ${reason}`;
      (await logs.stream(event)).append(line, event.id);
    }
  }

  async function forward(
    event: ProjectEvent,
    urn: string,
    payload: string,
    requestId: string,
  ): Promise<void> {
    if (event.hops >= MOST_HOPS) throw new Error(`passed on ${MOST_HOPS} times`);
    const target = resolveTarget(project, catalogue, urn);
    const now = clock.now();
    const { group, name } = target.fn;
    debugging.passedOn(event.id, requestId);
    await queue.accept({
      id: requestId,
      group,
      name,
      version: target.version,
      ...(target.alias !== undefined && { alias: target.alias }),
      payload,
      acceptedAt: now,
      failed: 0,
      dueAt: now,
      recorded: recorded({ group, name, version: target.version }),
      hops: event.hops + 1,
    });
  }

  const store: EventStore = {
    service: project.profile.id,
    deliveries,
    settled: () => queue.settled(),
    waiting: () =>
      queue.waiting().map((event) => {
        const deadline = deadlineOf(project.profile, event, configs.get(event));
        return { ...event, ids: [event.id], qualifier: event.version, deadline };
      }),
  };
  await followSeeds(folder, below, {
    ...{ configs, catalogue, service: project.profile.id, onKept: parts.onKept, onDefect: parts.onDefect },
    keyOf: ({ group, name }) => ({ group, name, version: 'latest' }),
    fieldsOf: (seed) => seededFields(project, seed),
  });
  const kept = { configs, testEvents, queue, store };
  return { ...running, ...kept, domainId: parts.domainId, options, catalogue, recorded };
}

/** The function and version of an event, if they are still there. */
function targetOf(catalogue: Catalogue, { group, name, version, alias }: ProjectEvent): Target | undefined {
  const fn = catalogue.find(group, name);
  if (!fn || (version !== 'latest' && !fn.versions.some((each) => each.name === version))) return undefined;
  return { fn, version, ...(alias !== undefined && { alias }), qualified: true };
}
