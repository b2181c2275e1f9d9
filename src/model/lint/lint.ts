import { readView } from '../configDocument';
import { readDestination, removal } from '../destination';
import { allowed, destinationsOf, isUndoubted, knownFields, within } from '../fields';
import type { Finding, Fix } from '../finding';
import { isObject, member, type Json, type JsonObject } from '../json';
import { message } from '../message';
import type { ServiceProfile } from '../service';
import { asBefore, documentFindings } from '../validation';
import { cycleThrough } from './cycle';
import {
  functionNamed,
  functionTarget,
  isSameFunction,
  isSamePlace,
  type FunctionTarget,
} from './functionTarget';
import { levelled, ruleOf, type RuleId } from './rules';
import type { LintContext } from './surroundings';

/** All that is or may be wrong with a config document: what its service refuses, and what the rules find. */
export function lint(profile: ServiceProfile, document: Json, context: LintContext = {}): Finding[] {
  const checked = documentFindings(profile, document, context);
  const found = isObject(document) ? [...checked, ...ruleFindings(profile, document, context)] : checked;
  return asBefore(profile, levelled(found, context.levels ?? {}), document, context.serviceCopy);
}

type Check = (profile: ServiceProfile, document: JsonObject, context: LintContext) => readonly Finding[];

/** The rules that look at more than one value; those of a single value are found where that value is checked. */
const CHECKS: readonly Check[] = [targets, lostEvents, shortAge, endlessRecords, unusedAlias];

function ruleFindings(profile: ServiceProfile, document: JsonObject, context: LintContext): Finding[] {
  return CHECKS.flatMap((check) => check(profile, document, context));
}

function found(id: RuleId, path: string, said: Finding['message'], ...fixes: readonly Fix[]): Finding {
  return { path, severity: ruleOf(id).level, message: said, rule: id, ...(fixes.length > 0 && { fixes }) };
}

/** The two sides of the destinations as the document has them. */
function sidesOf(profile: ServiceProfile, document: JsonObject) {
  const { key, success, failure, shape } = destinationsOf(profile);
  const all = document[key];
  return [success, failure].flatMap((side) => {
    const destination = readDestination(profile, member(all, side));
    const at = shape === 'arn' ? `${key}.${side}.destination` : `${key}.${side}.param`;
    return destination ? [{ side, destination, at, all }] : [];
  });
}

/** Function destinations that are missing, or lead back to the function. */
function targets(profile: ServiceProfile, document: JsonObject, context: LintContext): readonly Finding[] {
  const self = context.self === undefined ? undefined : functionNamed(profile, context.self);
  const { around = {} } = context;
  if (!self) return [];
  return sidesOf(profile, document).flatMap(({ side, destination, at, all }) => {
    const target = functionTarget(profile, destination);
    if (!target || isSameFunction(target, self) || !isListedWith(profile, self, target)) return [];
    const place = destinationsOf(profile).shape === 'arn' ? at : `${at}.func_urn`;
    const remove: Fix = {
      title: message('Remove this destination'),
      edits: removal(profile, all, side),
    };
    if (around.has?.(target.group, target.name) === false) {
      const said = message('The connection has no function {0}.', nameOf(target));
      return [found('missing-target', place, said, remove)];
    }
    const cycle = cycleThrough(profile, self, target, around.configOf);
    if (!cycle) return [];
    const way = [self, ...cycle, self].map(nameOf).join(' → ');
    const said = message('This closes a circle, in which an event could go round forever: {0}.', way);
    return [found('destination-cycle', place, said, remove)];
  });
}

/** Whether the list of the function's own connection would have a target. */
function isListedWith({ group }: ServiceProfile, self: FunctionTarget, target: FunctionTarget): boolean {
  return isSamePlace(self, target) && (group === undefined) === (target.group === '');
}

function nameOf({ group, name }: FunctionTarget): string {
  return group === '' ? name : `${group}/${name}`;
}

/** Events that fail for good and go nowhere. */
function lostEvents(profile: ServiceProfile, document: JsonObject): readonly Finding[] {
  const { key, success, failure } = destinationsOf(profile);
  const view = readView(profile, document);
  const all = document[key];
  if (view.failure || (all !== undefined && !isObject(all))) return [];
  const { retries } = knownFields(profile);
  const count = view.retries ?? retries.byDefault;
  const result = member(all, success);
  const asSuccess: readonly Fix[] =
    view.success && result !== undefined
      ? [
          {
            title: message('Send failures where results go'),
            edits: [{ path: [key, failure], value: result }],
          },
        ]
      : [];
  const path = `${key}.${failure}`;
  if (count > 0) {
    const said = message('No failure destination: what fails after the last retry is lost.');
    return [found('no-failure-destination', path, said, ...asSuccess)];
  }
  const said = message('Neither a retry nor a failure destination: what fails once is lost.');
  const retry: Fix = {
    title: retries.byDefault === 1 ? message('Retry once') : message('Retry {0} times', retries.byDefault),
    edits: [{ path: [retries.key], value: retries.byDefault }],
  };
  return [found('no-failure-destination-no-retry', path, said, ...asSuccess, retry)];
}

/** An age limit that ends before the attempts do, should each take all the time that the function has. */
function shortAge(
  profile: ServiceProfile,
  document: JsonObject,
  { around }: LintContext,
): readonly Finding[] {
  const seconds = around?.timeoutSeconds;
  const fields = knownFields(profile);
  const view = readView(profile, document);
  const age = view.age ?? fields.age.byDefault;
  const retries = view.retries ?? fields.retries.byDefault;
  const isCount = Number.isInteger(retries) && within(allowed(fields.retries), retries);
  if (seconds === undefined || seconds <= 0 || !isCount) return [];
  const needed = Math.ceil(seconds * (retries + 1));
  if (age >= needed || age < 0) return [];
  const said = message(
    'The function may run {0} s: {1} attempts may need {2} s, but an event is dropped after {3} s.',
    seconds,
    retries + 1,
    needed,
    age,
  );
  const fewer = Math.floor(age / seconds) - 1;
  const fixes: Fix[] = [];
  if (isUndoubted(fields.age, needed)) {
    const edits = [{ path: [fields.age.key], value: needed }];
    fixes.push({ title: message('Raise the age limit to {0} s', needed), edits });
  }
  if (fewer >= 0) {
    const edits = [{ path: [fields.retries.key], value: fewer }];
    fixes.push({ title: message('Lower the retries to {0}', fewer), edits });
  }
  return [found('age-too-short', fields.age.key, said, ...fixes)];
}

/** Days after which a fix lets records expire. */
const SENSIBLE_DAYS = 30;

/** Records that nothing ever deletes. */
function endlessRecords(profile: ServiceProfile, document: JsonObject): readonly Finding[] {
  const { key, shape, kinds } = destinationsOf(profile);
  if (shape === 'arn') return [];
  return sidesOf(profile, document).flatMap(({ side, destination, at }) => {
    const field = kinds
      .find(({ id }) => id === destination.kind)
      ?.fields.find(({ forEver }) => forEver !== undefined);
    const param = member(destination.raw, 'param');
    if (!field || !isObject(param)) return [];
    const value = param[field.key];
    if (value !== undefined && value !== field.forEver) return [];
    const said =
      value === undefined
        ? message('No expiry is given: no document says whether the objects are ever deleted.')
        : message('The objects are kept forever.');
    const fix: Fix = {
      title: message('Delete objects after {0} days', SENSIBLE_DAYS),
      edits: [{ path: [key, side, 'param', field.key], value: SENSIBLE_DAYS }],
    };
    return [found('kept-for-ever', `${at}.${field.key}`, said, fix)];
  });
}

/** A config that stands where its service never looks. */
function unusedAlias(
  { unusedOn }: ServiceProfile,
  _document: JsonObject,
  { around }: LintContext,
): readonly Finding[] {
  const { qualifier = '' } = around ?? {};
  if (unusedOn === undefined || !new RegExp(unusedOn, 'u').test(qualifier)) return [];
  const said = message(
    'The service never uses the configuration of an alias ({0}): configure the version that it points to.',
    qualifier,
  );
  return [found('unused-alias', '', said)];
}
