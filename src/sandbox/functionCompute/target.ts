import type { Call } from './call';
import type { AccountState, Generation } from './generation';
import { LATEST, placeAlone, placeInService, splitService, type Place } from './place';

/** What a call addresses, and where its state is kept. */
export interface Target extends Place {
  readonly generation: Generation;
}

/**
 * What a call's path names: `services/{service}[.{qualifier}]/functions/{function}` in 2.0, `functions/{function}`
 * and a parameter in 3.0, where `service$function` is one of 2.0. Throws a Refusal.
 */
export function resolveTarget(state: AccountState, call: Call): Target {
  const { service = '', function: name = '' } = call.path;
  if (call.api === '2016-08-15') {
    const [group, qualifier] = splitService(service);
    return { ...placeInService(state.catalogue, group, name, qualifier), generation: state.second };
  }
  const qualifier = call.query['qualifier'] || LATEST;
  const at = name.indexOf('$');
  if (at < 0) return { ...placeAlone(state.catalogue, name, qualifier), generation: state.third };
  const [group, own] = [name.slice(0, at), name.slice(at + 1)];
  return { ...placeInService(state.catalogue, group, own, qualifier), generation: state.second };
}
