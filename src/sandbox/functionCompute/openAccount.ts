import { AsyncConfigs, type VersionKey } from '../asyncConfigs';
import { Deliveries } from '../asyncQueue/deliveries';
import { EventFiles } from '../asyncQueue/eventFiles';
import type { Catalogue } from '../catalogue';
import type { EventStore } from '../asyncQueue/eventStore';
import type { MovableClock } from '../clock';
import type { Debugging } from '../debugging';
import type { SandboxFunction } from '../functions';
import { followSeeds } from '../seeds';
import { LogStore } from '../logs/logStore';
import type { Runner } from '../runner/runner';
import type { StateFolder } from '../stateFolder';
import { uuidOf } from '../uuid';
import { REGION, type AccountKeys } from './account';
import type { ConfigFields } from './asyncConfig/configFields';
import type { AccountState, FunctionComputeOptions, Generation } from './generation';
import { execute } from './invocation/execution';
import { Instances } from './invocation/instances';
import { streamOf } from './logs/streams';
import { keyOf, LATEST, NO_SERVICE, placeAlone, placeInService, type Place } from './place';
import { seededFields } from './asyncConfig/seed';
import { deadlineOf } from './tasks/attempt';
import { bytesOfJson } from './tasks/bytesInJson';
import { deliver, messageOf, type Forward } from './tasks/delivery';
import { taskEvent, type TaskEnd, type TaskEvent, type TaskRecord } from './tasks/event';
import { createTaskQueue } from './tasks/taskQueue';

/** What the account works with. */
interface AccountParts {
  readonly options: FunctionComputeOptions;
  readonly keys: AccountKeys;
  readonly catalogue: Catalogue;
  readonly runner: Runner;
  readonly clock: MovableClock;
  readonly folder: StateFolder;
  readonly debugging: Debugging;
  /** Asked once for each attempt: whether there is no room to run it now. */
  readonly isThrottled: () => boolean;
  readonly onDefect: (error: unknown) => void;
  /** Told where a config that is saved stays against what its function's file says. */
  readonly onKept: (text: string) => void;
}

/** Functions that pass events on to each other in a circle are cut off here; the service documents no check. */
const MOST_HOPS = 16;

/** Opens the account on its part of the state folder, `<region>/<generation>/`, with the events that were left there. */
export async function openAccount(parts: AccountParts): Promise<AccountState> {
  const { options, keys, catalogue, runner, clock, debugging } = parts;
  const instances = new Instances();
  const opened: { second?: Generation; third?: Generation } = {};

  /** Passes a message on to a function of either generation. Throws where there is none. */
  const forwardFrom =
    (event: TaskEvent): Forward =>
    async ({ service, name, qualifier = LATEST }, payload) => {
      if (event.hops >= MOST_HOPS) throw new Error(`passed on ${MOST_HOPS} times`);
      const place =
        service === undefined
          ? placeAlone(catalogue, name, qualifier)
          : placeInService(catalogue, service, name, qualifier);
      const generation = service === undefined ? opened.third : opened.second;
      const key = keyOf(place);
      // A repeat of the delivery has the same id and is not taken twice.
      const requestId = uuidOf(`${event.id} to ${Object.values(key).join('/')}`);
      debugging.passedOn(event.requestId, requestId);
      await generation?.queue.accept(
        taskEvent(place, {
          taskId: requestId,
          requestId,
          payload,
          acceptedAt: clock.now(),
          recorded: generation.recorded(key),
          hops: event.hops + 1,
        }),
      );
      return requestId;
    };

  const open = (id: Generation['id']) => openGeneration(id, parts, instances, forwardFrom);
  const [second, third] = await Promise.all([open('2.0'), open('3.0')]);
  Object.assign(opened, { second, third });
  return { options, keys, catalogue, runner, clock, instances, debugging, second, third };
}

async function openGeneration(
  id: Generation['id'],
  { options, catalogue, runner, clock, folder, debugging, isThrottled, onDefect, onKept }: AccountParts,
  instances: Instances,
  forwardFrom: (event: TaskEvent) => Forward,
): Promise<Generation> {
  const below = `${REGION}/${id}`;
  const configs = await AsyncConfigs.load<ConfigFields>(folder, `${below}/configs`, clock);
  const logs = new LogStore(
    ({ group, name }) => `${group}/${name}`,
    folder,
    `${below}/logs`,
    clock,
    onDefect,
  );
  const { files, events } = await EventFiles.load<TaskEvent, TaskRecord>(folder, `${below}/async`);
  const deliveries = await Deliveries.load(folder, `${below}/deliveries`);
  const configOf = ({ group, name, qualifier }: TaskEvent) =>
    configs.get({ group, name, version: qualifier });

  const tell = async (event: TaskEvent, end: TaskEnd): Promise<TaskEnd['destination']> => {
    const sides = configOf(event)?.destinations;
    const arn = end.status === 'Succeeded' ? sides?.success : sides?.failure;
    if (arn === undefined || arn === null) return '';
    const attempt = { ids: [event.requestId, event.taskId], destination: arn, at: clock.now() };
    try {
      const message = messageOf(event, end, clock.now());
      const delivered = await deliver(folder, below, arn, event, message, forwardFrom(event));
      await deliveries.note(event.id, { ...attempt, ...delivered });
      return 'Succeeded';
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      await deliveries.note(event.id, { ...attempt, error: reason });
      const stream = await logs.stream(streamOf(serviceOf(event)));
      stream.append(`The destination ${arn} was not reached: ${reason}`, event.requestId, {
        functionName: event.name,
        ...(id === '2.0' && { serviceName: event.group }),
        qualifier: event.qualifier,
        versionId: '',
        instanceID: '',
      });
      return 'Failed';
    }
  };

  const queue = createTaskQueue({
    files,
    debugging,
    left: events,
    clock,
    slots: options.asyncSlots,
    retryDelayMs: options.retryDelayMs,
    now: () => clock.now(),
    configOf,
    isThrottled,
    execute: async (event, signal) => {
      const place = placeOf(catalogue, event);
      const order = { requestId: event.requestId, event: bytesOfJson(event.payload) };
      return place && execute({ runner, logs, instances, debugging }, place, order, signal);
    },
    tell,
    onDefect,
  });
  const store: EventStore = {
    service: id === '2.0' ? 'functioncompute-2' : 'functioncompute-3',
    deliveries,
    settled: () => queue.settled(),
    waiting: () =>
      queue.waiting().map((event) => {
        const ids = [...new Set([event.requestId, event.taskId])];
        return { ...event, ids, deadline: deadlineOf(event, configOf(event)) };
      }),
  };
  await followSeeds(folder, below, {
    ...{ configs, catalogue, service: store.service, onKept, onDefect },
    keyOf: (fn) => seedKeyOf(catalogue, id, fn),
    fieldsOf: (seed) => seededFields(id, seed),
  });
  return {
    id,
    store,
    configs,
    logs,
    queue,
    recorded: (key) => configs.get(key)?.record === true,
    stopTask: (taskId) => void queue.cancel(taskId).catch(onDefect),
  };
}

/** The key of a function's own config; in 3.0 only the first of several of one name stands alone. */
function seedKeyOf(catalogue: Catalogue, id: Generation['id'], fn: SandboxFunction): VersionKey | undefined {
  if (id === '2.0') return { group: fn.group, name: fn.name, version: LATEST };
  const isFirst = catalogue.findByName(fn.name)?.group === fn.group;
  return isFirst ? { group: NO_SERVICE, name: fn.name, version: LATEST } : undefined;
}

function serviceOf({ group }: TaskEvent): string | undefined {
  return group === NO_SERVICE ? undefined : group;
}

/** The function of an event, if it is still there. */
function placeOf(catalogue: Catalogue, event: TaskEvent): Place | undefined {
  const { name, qualifier, versionId } = event;
  const service = serviceOf(event);
  const fn = service === undefined ? catalogue.findByName(name) : catalogue.find(service, name);
  return fn && { fn, service, qualifier, versionId };
}
