import { readView } from '../../model/configDocument';
import { kindOf } from '../../model/destination';
import { isObject, printJson, readJson } from '../../model/json';
import { fromWire } from '../../model/wireDocument';
import type { Refused } from './refusal';

/** What a policy allows. */
interface Statement {
  readonly actions: readonly string[];
  /** Absent: all, by the policy's own rules. */
  readonly resources?: readonly string[];
}

/** A policy that allows something, as text; `version` is that of the policy language. */
export function policyText(version: string, statements: readonly Statement[]): string {
  const Statement = statements.map(({ actions, resources }) => ({
    Effect: 'Allow',
    Action: actions,
    ...(resources && { Resource: resources }),
  }));
  return printJson({ Version: version, Statement }, 2);
}

/** What the function itself has to be allowed for the destinations of a config that was sent, as far as documents tell. */
export function neededByDestinations({ call, profile }: Refused): readonly Statement[] {
  const sent = call.body === undefined ? undefined : bodyOf(call.body);
  if (!sent || !isObject(sent)) return [];
  const { success, failure } = readView(profile, fromWire(profile, sent));
  return [success, failure].flatMap((destination): Statement[] => {
    const needs = destination && kindOf(profile, destination)?.needs;
    if (!needs) return [];
    const named = isObject(destination.raw) ? destination.raw['destination'] : undefined;
    const isArn = typeof named === 'string' && named.startsWith('acs:');
    return [{ actions: needs, ...(isArn && { resources: [named] }) }];
  });
}

function bodyOf(text: string) {
  try {
    return readJson(text);
  } catch {
    return undefined;
  }
}
