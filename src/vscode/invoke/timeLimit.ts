import * as vscode from 'vscode';
import type { Cloud } from '../../cloud/cloud';
import { duration } from '../../model/duration';
import { functionKey, refKey, refLabel, type FunctionRef } from '../../model/functionRef';
import type { Mode } from '../../model/invocation/record';
import type { ServiceProfile } from '../../model/service';
import type { Report } from '../report';
import { ask } from '../window';

/** How long a time limit that was read is taken for current. */
const CURRENT_MS = 5 * 60 * 1000;

/** How long FnDeck waits for the time limit before it sends without. */
const READ_MS = 5000;

/** Functions' own time limits, and the warning that a gateway ends a call before the function does. */
export interface TimeLimits {
  /** Seconds; undefined where the service does not tell or may not be asked. */
  of(cloud: Cloud, ref: FunctionRef): Promise<number | undefined>;
  /**
   * Asks, once a function and session, when the function may run longer than the service's gateway waits.
   * Undefined: the person does not want to invoke.
   */
  modeFor(profile: ServiceProfile, ref: FunctionRef, seconds: number | undefined): Promise<Mode | undefined>;
}

/** Makes the part with nothing read and nothing asked. */
export function createTimeLimits(report: Report): TimeLimits {
  const read = new Map<string, { readonly seconds: number | undefined; readonly at: number }>();
  const accepted = new Set<string>();
  return {
    of: async (cloud, ref) => {
      const known = read.get(refKey(ref));
      if (known && Date.now() - known.at < CURRENT_MS) return known.seconds;
      const seconds = await cloud.getFunction(ref, AbortSignal.timeout(READ_MS)).then(
        ({ timeoutSeconds }) => timeoutSeconds,
        // The invocation itself will tell what is wrong, or succeed without.
        () => undefined,
      );
      if (seconds !== undefined) read.set(refKey(ref), { seconds, at: Date.now() });
      return seconds;
    },

    modeFor: async (profile, ref, seconds) => {
      const gateway = profile.gatewaySeconds;
      if (gateway === undefined || seconds === undefined || seconds <= gateway) return 'sync';
      if (accepted.has(functionKey(ref))) return 'sync';
      const wait = vscode.l10n.t('Invoke Anyway');
      const queue = vscode.l10n.t('Queue Event');
      const chosen = await ask(
        vscode.l10n.t('{0} may run for {1}.', refLabel(ref), report.say(duration(seconds))),
        vscode.l10n.t(
          'The service ends a synchronous call after {0}. The function would run on, and its result would be lost. An asynchronous invocation has no such limit.',
          report.say(duration(gateway)),
        ),
        wait,
        queue,
      );
      if (chosen === wait) accepted.add(functionKey(ref));
      return chosen === wait ? 'sync' : chosen === queue ? 'async' : undefined;
    },
  };
}
