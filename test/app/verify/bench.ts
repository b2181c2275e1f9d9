import { readFile } from 'node:fs/promises';
import type { Action } from '../../../src/app/connections/guard';
import { CLOCK, type Clock } from '../../../src/app/clock';
import { createQuietQueue } from '../../../src/app/invocations/async';
import { openPrivateFolder } from '../../../src/app/privateFolder';
import { sandboxControls } from '../../../src/app/sandbox/controls';
import { planVerification } from '../../../src/app/verify/planning';
import type { Side, Verification } from '../../../src/app/verify/verification';
import { openVerifications } from '../../../src/app/verify/verifications';
import { verifyDestinations, type VerifyPorts } from '../../../src/app/verify/verifying';
import type { Cloud } from '../../../src/cloud/cloud';
import type { FunctionRef } from '../../../src/model/functionRef';
import type { JsonObject } from '../../../src/model/json';
import { translate } from '../../../src/model/message';
import { knownFields } from '../../../src/model/fields';
import type { ServiceId } from '../../../src/model/service';
import { profileOf } from '../../../src/model/services';
import { NEVER } from '../../cloud/functionGraphFixture';
import type { Bench } from '../../sandbox/sandboxBench';
import { silentWindow } from '../invocations/silentWindow';
import { cloudTo, SERVICE_IDS } from '../replay/services';

/** What a test may change of a window. */
interface WindowOptions {
  /** Whether the window asks the sandbox for deliveries, which no real cloud can be asked for. */
  readonly asksSandbox?: boolean;
  readonly guard?: (action: Action) => Promise<void>;
  /** Waits pass at this many times their speed once an event has ended. */
  readonly clock?: Clock;
}

/** A window that verifies, over a folder of its own and the services of a sandbox. */
export function openWindow(sandbox: Bench, folder: string, options: WindowOptions = {}) {
  const clouds = new Map<string, Cloud>(SERVICE_IDS.map((service) => [service, cloudTo(sandbox, service)]));
  const cloudOf = (id: string): Cloud => clouds.get(id) as Cloud;
  const controls = sandboxControls(sandbox.ready);
  const { journal, logs, events, stage } = silentWindow(`${folder}/journal`, cloudOf, {
    ...(options.asksSandbox !== false && {
      delivery: (event) => Promise.resolve((signal: AbortSignal) => controls.deliveryOf(event, signal)),
    }),
  });
  const quiet = createQuietQueue(stage);
  const verifications = openVerifications(openPrivateFolder(`${folder}/history`));
  const asked: Action[] = [];
  const connections = {
    list: () => [...clouds.values()].map(({ connection }) => connection),
    cloud: (id: string) => Promise.resolve(cloudOf(id)),
    guard: {
      action: async <T>(action: Action, work: () => Promise<T>): Promise<T> => {
        asked.push(action);
        await options.guard?.(action);
        return work();
      },
    },
  };
  const ports: VerifyPorts = {
    ...{ connections, verifications, events, logs, clock: options.clock ?? CLOCK },
    describe: (error) => ({ text: error instanceof Error ? error.message : String(error) }),
    send: (task) => quiet.send(task, () => Promise.resolve('leave')),
    readFile: (path) => readFile(path, 'utf8'),
  };
  const plan = (ref: FunctionRef) => planVerification(ref, connections, NEVER);
  /** Plans and verifies the sides that have a payload here. */
  const verify = async (
    ref: FunctionRef,
    payloads: Readonly<Partial<Record<Side, string>>>,
    { signal = NEVER, told = () => undefined }: { signal?: AbortSignal; told?: (what: string) => void } = {},
  ): Promise<Verification> => {
    const planned = await plan(ref);
    const shots = planned.sides.flatMap((side) => {
      const payload = payloads[side.side];
      return payload === undefined ? [] : [{ ...side, payload }];
    });
    return verifyDestinations(
      planned,
      shots,
      ports,
      (side, what) => told(`${side}: ${translate(what)}`),
      signal,
    );
  };
  return { cloudOf, journal, verifications, asked, ports, plan, verify };
}

/** A config document without retries, with or without records, and with these destinations. */
export function configOf(
  service: ServiceId,
  sides: Readonly<Partial<Record<Side, JsonObject>>>,
  { records = true, retries = 0 } = {},
): JsonObject {
  const fields = knownFields(profileOf(service));
  const { key, success, failure } = fields.destinations;
  return {
    [fields.retries.key]: retries,
    ...(records && service !== 'functiongraph-otc' && { [fields.record.key]: true }),
    [key]: {
      ...(sides.success && { [success]: sides.success }),
      ...(sides.failure && { [failure]: sides.failure }),
    },
  };
}
