import type { Say } from '../../model/changes';
import { print } from '../../model/configDocument';
import { refKey, refLabel, type FunctionRef } from '../../model/functionRef';
import { sameJson, type JsonObject } from '../../model/json';
import type { LintContext } from '../../model/lint/surroundings';
import { message } from '../../model/message';
import type { Place } from '../../model/place';
import type { ServiceId, ServiceProfile } from '../../model/service';
import { profileOf } from '../../model/services';
import { fromWire, toWire } from '../../model/wireDocument';
import type { BulkFieldChange, BulkRow, BulkRowState } from '../../webview/bulk/protocol';
import { readDocument } from '../text/readDocument';
import { keysOf, unitsOf, valueAt } from './bulkChange';
import type { PlannedRow, Step } from './runText';

/** What a row may be sent for. */
type Verdict =
  | { readonly kind: 'reading' | 'ready' | 'same' }
  /** `ask`: it is not sent unless a person chooses it by itself. */
  | { readonly kind: 'ask' | 'cannot'; readonly why: string };

/** A version or alias whose config is to change. */
export interface Row {
  readonly key: string;
  readonly ref: FunctionRef;
  service: ServiceId | undefined;
  /** Where its connection led when it was read; undefined: nobody knows. */
  led: Place | undefined;
  /** The snapshot; null: nothing was configured. */
  before: JsonObject | null;
  wanted: JsonObject | null;
  verdict: Verdict;
  findings: BulkRow['findings'];
  chosen: boolean;
  /** Its place in the plan of the run, once there is one. */
  place: number | undefined;
  /** How far the run has come with it; undefined: it is no part of it. */
  step: Step | undefined;
}

/** A row of which nothing was read yet. */
export function unreadRow(ref: FunctionRef): Row {
  return {
    ...{
      key: refKey(ref),
      ref,
      service: undefined,
      led: undefined,
      before: null,
      wanted: null,
      findings: [],
    },
    ...{ verdict: { kind: 'reading' }, chosen: false, place: undefined, step: undefined },
  };
}

/** A row of a run that was begun earlier; what is still planned is chosen. */
export function storedRow(planned: PlannedRow, place: number, step: Step | undefined): Row {
  const { ref, service, led, before, wanted } = planned;
  return {
    ...{ key: refKey(ref), ref, service, led, before, wanted, findings: [], place, step },
    ...{ verdict: { kind: 'ready' }, chosen: step?.state === 'planned' },
  };
}

/** Says what a row would change, and whether it may be sent; `losses`: what its service cannot take. */
export function judge(
  row: Row,
  about: { readonly before: JsonObject | null; readonly wanted: JsonObject | null },
  losses: readonly string[],
  { say, contextOf }: { readonly say: Say; readonly contextOf: (ref: FunctionRef) => LintContext },
): void {
  const { before, wanted } = about;
  const profile = profileOf(row.service ?? '');
  Object.assign(row, { before, wanted });
  const found = findingsOf(
    profile,
    wanted,
    { ...contextOf(row.ref), ...(before && { serviceCopy: before }) },
    say,
  );
  row.findings = [...losses.map((text) => ({ severity: 'warning' as const, text })), ...found];
  const isRefused = found.some(({ severity }) => severity === 'error');
  if (isSame(profile, before, wanted)) row.verdict = { kind: 'same' };
  else if (isRefused) row.verdict = { kind: 'cannot', why: say(message('The service would refuse it.')) };
  else row.verdict = { kind: 'ready' };
  row.chosen = row.verdict.kind === 'ready';
}

/** What is wrong with a document that is to be sent, by the checks that every save passes. */
export function findingsOf(
  profile: ServiceProfile,
  wanted: JsonObject | null,
  context: LintContext,
  say: Say,
): BulkRow['findings'] {
  if (!wanted) return [];
  const read = readDocument(profile, print(profile, wanted), context);
  if (read.kind === 'broken') return [{ severity: 'error', text: say(read.syntax.reason) }];
  return read.findings.map(({ severity, message: said }) => ({ severity, text: say(said) }));
}

/** Whether two configs are one for their service: spellings that make no difference do not count. */
export function isSame(profile: ServiceProfile, one: JsonObject | null, other: JsonObject | null): boolean {
  if (!one || !other) return one === other;
  const [a, b] = [one, other].map((document) => fromWire(profile, toWire(profile, document)));
  return sameJson(a, b);
}

/** Whether a row can be sent while no run is under way. */
export function isOpen({ verdict, step }: Row): boolean {
  if (step && step.state !== 'planned' && step.state !== 'failed' && step.state !== 'sending') return false;
  return verdict.kind === 'ready' || verdict.kind === 'ask';
}

/** A row as the page draws it; `isRunning`: the run is at it. */
export function drawnRow(row: Row, where: string, isRunning: boolean, say: Say): BulkRow {
  const why = row.step && 'said' in row.step ? row.step.said : 'why' in row.verdict ? row.verdict.why : '';
  return {
    ...{ key: row.key, version: refLabel(row.ref), where, findings: row.findings, chosen: row.chosen },
    changes: changesOf(row, say),
    state: stateOf(row, isRunning),
    ...(why !== undefined && why !== '' && { why }),
  };
}

function stateOf({ step, verdict, chosen }: Row, isRunning: boolean): BulkRowState {
  switch (step?.state) {
    case 'planned':
      return isRunning && chosen ? 'waiting' : 'ready';
    case 'sending':
      return isRunning ? 'sending' : 'unknown';
    case 'written':
    case 'failed':
    case 'skipped':
      return step.state;
    case undefined:
      return verdict.kind;
  }
}

/** Old and new of each field that changes. */
function changesOf({ service, before, wanted, verdict }: Row, say: Say): readonly BulkFieldChange[] {
  if (service === undefined || verdict.kind === 'reading' || (before === null && wanted === null)) return [];
  const profile = profileOf(service);
  const whole = { field: say(message('Configuration')), none: say(message('none')) };
  if (!wanted) return [{ field: whole.field, from: say(message('as it is')), to: whole.none }];
  const units = unitsOf(profile, before ?? {}, wanted).filter(({ path }) => {
    const at = keysOf(profile, path);
    return !sameJson(valueAt(before ?? {}, at), valueAt(wanted, at));
  });
  return [
    ...(before ? [] : [{ field: whole.field, from: whole.none, to: say(message('created')) }]),
    ...units.map((unit) => {
      const [from, to] = [before ?? undefined, wanted].map((document) => unit.inWords(document, say));
      // The same words for two documents: only their other settings differ.
      const differs = from !== to ? (to ?? '') : say(message('other settings'));
      return { field: say(unit.label), from: from ?? '', to: differs };
    }),
  ];
}
