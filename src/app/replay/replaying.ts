import type { Cloud } from '../../cloud/cloud';
import { CloudError } from '../../cloud/errors';
import type { QualifierSummary } from '../../cloud/functionSummary';
import type { Connection } from '../../model/connection';
import { functionKey, refKey, refLabel, type FunctionRef } from '../../model/functionRef';
import { headline } from '../../model/invocation/outputText';
import type { Outcome } from '../../model/invocation/record';
import { message, type Message } from '../../model/message';
import { isSamePlace } from '../../model/place';
import { profileOf } from '../../model/services';
import type { ReplayState, ReplayTarget } from '../../webview/replay/protocol';
import { createListeners, type Listeners } from '../listeners';
import type { Candidate } from './candidate';
import { drawnRow, functionsOf, isOpen, judgeRow, rowsOf, type RowRules } from './rows';
import { confirmed } from '../writeRun';
import { runReplay, type ReplayPorts } from './run';

/** Events whose payloads a person may send once more. Nothing is sent before `start`. */
export interface Replay {
  readonly onDidChange: Listeners['add'];
  state(): ReplayState;
  choose(keys: readonly string[], chosen: boolean): void;
  /** Sends the payloads of a function to another version or alias; empty for the version that each event went to. */
  target(key: string, qualifier: string): void;
  /** The text to send in place of a payload, as a person writes it; undefined for the payload itself. */
  edit(key: string, text: string | undefined): void;
  /** The text of a row: as it was edited, else the payload. Undefined where there is none. */
  textOf(key: string): string | undefined;
  /** The journal's id of what a row has sent. */
  recordOf(key: string): string | undefined;
  /** What became of what was sent, by the journal's id. */
  hear(outcomes: ReadonlyMap<string, Outcome>): void;
  /** Sends what is chosen, each once. Resolves when the run is over. */
  start(): Promise<void>;
  /** Sends no more; what is on its way is waited for. */
  cancel(): void;
  dispose(): void;
}

/** A replay of candidates. What was replayed before is known by the ledger; versions are asked for at once. */
export async function createReplay(
  candidates: readonly Candidate[],
  notes: readonly Message[],
  ports: ReplayPorts,
): Promise<Replay> {
  const { say, ledger, connections } = ports;
  const changes = createListeners();
  const ending = new AbortController();
  const chosenTargets = new Map<string, string>();
  const listed = new Map<string, readonly QualifierSummary[]>();
  const gone = new Map<string, Message>();
  const problems: string[] = [];
  /** Where connections led at the beginning: by the settings, and as their clients were first made. */
  const atOpening = new Map(candidates.map(({ ref: { connection: id } }) => [id, connections.get(id)]));
  const clients = new Map<string, Connection>();
  let run: AbortController | undefined;
  let phase: ReplayState['phase'] = 'choosing';

  const targetOf = (ref: FunctionRef): FunctionRef => {
    const qualifier = chosenTargets.get(functionKey(ref));
    return qualifier === undefined ? ref : { ...ref, qualifier };
  };
  const leadsElsewhere = (id: string): boolean => {
    const [before, now] = [atOpening.get(id), connections.get(id)];
    return before !== undefined && now !== undefined && !isSamePlace(before, now);
  };
  const cloudOf = async (id: string): Promise<Cloud> => {
    const cloud = await connections.cloud(id);
    // What a profile says counts, too: the settings only name it.
    const first = clients.get(id) ?? cloud.connection;
    clients.set(id, first);
    if (leadsElsewhere(id) || !isSamePlace(first, cloud.connection)) throw elsewhere(cloud.connection);
    return cloud;
  };
  const rules: RowRules = {
    say,
    targetOf,
    limitOf: ({ connection }) => {
      const found = connections.get(connection);
      return found ? profileOf(found.service).payloadBytes.async : Infinity;
    },
    goneOf: (target) => {
      if (!connections.get(target.connection)) return message('Its connection is no longer there.');
      if (leadsElsewhere(target.connection)) return ELSEWHERE;
      const known = gone.get(functionKey(target)) ?? gone.get(refKey(target));
      const list = listed.get(functionKey(target));
      if (known || !list || list.some(({ ref }) => ref.qualifier === target.qualifier)) return known;
      return message('{0} is no longer there. Choose another version.', refLabel(target));
    },
  };
  const marked = await Promise.all(
    candidates.map(async (candidate) => ({ candidate, mark: await ledger.known(candidate.ids) })),
  );
  const rows = rowsOf(marked, rules);
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const wanted = rows.filter(({ verdict }) => verdict.kind === 'ready');
  for (const row of wanted.slice(0, ports.settings().limit)) row.chosen = true;

  const judgeAll = (): void => {
    const open = rows.filter(({ done }) => done === undefined || done === 'refused' || done === 'waiting');
    for (const row of open) judgeRow(row, rules);
    changes.tell();
  };
  const readVersions = async (ref: FunctionRef): Promise<void> => {
    const key = functionKey(ref);
    try {
      const cloud = await cloudOf(ref.connection);
      const found: QualifierSummary[] = [];
      for await (const page of cloud.listQualifiers(ref, ending.signal)) found.push(...page);
      listed.set(key, found);
    } catch (error) {
      if (ending.signal.aborted) return;
      if (error instanceof CloudError && error.facts.status === 404) {
        gone.set(key, message('The function {0} is no longer there.', ref.name));
      } else problems.push(ports.describe(error).text);
    }
    judgeAll();
  };
  const functions = functionsOf(rows);
  for (const ref of functions.values()) void readVersions(ref);

  const targets = (): ReplayTarget[] =>
    [...functions].map(([key, ref]) => ({
      key,
      label: [
        ref.group === '' ? ref.name : `${ref.group}/${ref.name}`,
        connections.get(ref.connection)?.name ?? ref.connection,
      ].join(' · '),
      chosen: chosenTargets.get(key) ?? '',
      options: [
        { value: '', label: say(message('the version that got it')) },
        ...(listed.get(key) ?? []).map(({ ref: { qualifier }, target }) => ({
          value: qualifier,
          label: target === undefined ? qualifier : `${qualifier.replace(/^!/, '')} → ${target}`,
        })),
      ],
    }));

  let problem: string | undefined;
  return {
    onDidChange: changes.add,
    state: () => ({
      phase,
      rows: rows.map((row) => drawnRow(row, rules)),
      targets: targets(),
      ...ports.settings(),
      notes: [...notes.map(say), ...new Set(problems)],
      ...(problem !== undefined && { problem }),
    }),
    choose: (keys, chosen) => {
      for (const key of keys) {
        const row = byKey.get(key);
        if (!row || run) continue;
        if (isOpen(row)) row.chosen = chosen;
        else row.wasChosen &&= chosen;
      }
      changes.tell();
    },
    target: (key, qualifier) => {
      if (run || !functions.has(key)) return;
      if (qualifier === '') chosenTargets.delete(key);
      else chosenTargets.set(key, qualifier);
      judgeAll();
    },
    edit: (key, text) => {
      const row = byKey.get(key);
      if (!row || row.edited === text) return;
      const original = 'text' in row.candidate.payload ? row.candidate.payload.text : undefined;
      row.edited = text === original ? undefined : text;
      // Who writes passes through texts that are no JSON.
      const wasChosen = row.chosen || row.wasChosen;
      judgeRow(row, rules);
      row.chosen = wasChosen && row.verdict.kind !== 'cannot';
      row.wasChosen = wasChosen && !row.chosen;
      changes.tell();
    },
    textOf: (key) => {
      const row = byKey.get(key);
      if (!row) return undefined;
      const { payload } = row.candidate;
      return row.edited ?? ('text' in payload ? payload.text : undefined);
    },
    recordOf: (key) => byKey.get(key)?.recordId,

    hear: (outcomes) => {
      let news = false;
      for (const row of rows) {
        const outcome = row.recordId === undefined ? undefined : outcomes.get(row.recordId);
        if (row.done !== 'sent' || !outcome || row.said === say(headline(outcome))) continue;
        row.said = say(headline(outcome));
        row.failed = outcome.kind === 'functionError' || outcome.kind === 'discarded';
        news = true;
      }
      if (news) changes.tell();
    },

    start: async () => {
      const chosen = rows.filter((row) => row.chosen && isOpen(row));
      const { limit, perSecond } = ports.settings();
      if (run || chosen.length === 0 || chosen.length > limit) return;
      run = new AbortController();
      phase = 'running';
      problem = undefined;
      const { signal } = run;
      const sending = {
        ...{ ports, perSecond, signal, targetOf, cloud: cloudOf, changed: () => changes.tell() },
        isGone: (target: FunctionRef, why: Message) => {
          gone.set(refKey(target), why);
          judgeAll();
        },
      };
      try {
        const writes = chosen.map(({ candidate }) => ({
          ...{ connection: candidate.ref.connection, ref: targetOf(candidate.ref) },
          operation: 'invokeAsync' as const,
        }));
        problem = await confirmed(writes, ports.connections.guard, () => runReplay(chosen, sending));
      } catch (error) {
        problem = ports.describe(error).text;
      }
      run = undefined;
      phase = 'over';
      judgeAll();
    },
    cancel: () => {
      if (!run || run.signal.aborted) return;
      phase = 'stopping';
      run.abort();
      changes.tell();
    },
    dispose: () => {
      ending.abort();
      run?.abort();
    },
  };
}

const ELSEWHERE = message('Its connection leads elsewhere now. Look for the events again.');

/** What a person has seen would be sent to functions that they have not. */
function elsewhere({ service }: Connection): CloudError {
  return new CloudError({
    ...{ kind: 'configuration', service, operation: 'invokeAsync' },
    ...{ sent: 'no', repeatable: false, summary: ELSEWHERE },
  });
}
