import * as vscode from 'vscode';
import { refOf } from '../../app/catalog/handedOver';
import { CLOCK, type Clock } from '../../app/clock';
import { FollowedLog } from '../../app/logs/followedLog';
import { isEmpty, readLogFilter } from '../../app/logs/logFilter';
import type { LogStreams } from '../../app/logs/logStreams';
import { CloudError } from '../../cloud/errors';
import { refKey, type FunctionRef } from '../../model/functionRef';
import { logInWords } from '../../model/invocation/logState';
import { clock as timeOfDay, plain } from '../../model/invocation/outputText';
import { message } from '../../model/message';
import type { Connections } from '../connections/connections';
import type { Action, Report } from '../report';
import { createTextChannel, type TextChannel } from '../textChannel';
import { pickLine, typeLine } from '../window/quickInput';
import { showStatus } from '../window/notices';
import { askToEnable } from './enableLogs';

const MINUTE = 60_000;

/** How long a person is told that a log is no longer followed. */
const STOPPED_MS = 5000;

/** Following logs until they are stopped, each in an output channel of its own. Commands hand over what VS Code gave them. */
export interface FollowLogs extends vscode.Disposable {
  /** Follows the log of a function; `minutes`: how far back it begins, asked for where it is not given. */
  readonly follow: (given?: unknown, minutes?: unknown) => Promise<FollowedLog | undefined>;
  /** Lets a person say which lines they want, of those that are kept and those that come. */
  readonly filter: (given?: unknown) => Promise<void>;
  readonly stop: (given?: unknown) => Promise<void>;
  /** What is followed, and what can be done with it. */
  readonly show: () => Promise<void>;
  /** Lets the service collect the logs of a project; true where it does now. */
  readonly enable: (given?: unknown) => Promise<boolean>;
}

/** What following stands on. */
interface FollowLogsDeps {
  readonly connections: Connections;
  readonly report: Report;
  readonly streams: LogStreams;
  /** Lets a person choose a version; undefined when they left. */
  readonly pick: (title: string, options: object) => Promise<FunctionRef | undefined>;
  readonly clock?: Clock;
}

/** A log with its channel. */
interface Shown {
  readonly log: FollowedLog;
  readonly channel: TextChannel;
}

/** Nothing is followed yet. */
export function createFollowLogs(deps: FollowLogsDeps): FollowLogs {
  const { connections, report, streams, pick, clock = CLOCK } = deps;
  const all = new Map<string, Shown>();

  const refFrom = async (given: unknown, title: string): Promise<FunctionRef | undefined> =>
    refOf(given) ?? pick(title, {});
  const open = async (ref: FunctionRef): Promise<Shown> => {
    const cloud = await connections.cloud(ref.connection);
    const key = cloud.logStreamOf(ref);
    const known = all.get(key);
    if (known) return known;
    const channel = createTextChannel(`FnDeck: ${plain(ref.name)}`);
    const log: FollowedLog = new FollowedLog(ref, cloud, {
      ...{ streams, clock, sink: channel },
      say: (said) => report.say(said),
      describe: (error) => report.describe(error),
      ended: (error) => void tellEnd(log, error),
    });
    const shown = { log, channel };
    all.set(key, shown);
    return shown;
  };

  /** Reading has ended by itself: says why, and offers what helps. */
  const tellEnd = async (log: FollowedLog, error: unknown): Promise<void> => {
    const isOff = error instanceof CloudError && error.facts.kind === 'unavailable';
    const again: Action = { title: message('Follow Again'), run: () => goOn(log) };
    const enable: Action = { title: message('Enable Log Collection…'), run: () => part.enable(log.ref) };
    const console: Action = {
      title: message('Open Console'),
      run: () => vscode.commands.executeCommand('fndeck.openConsole', log.ref),
    };
    const helps = !isOff ? [again] : log.cloud.enableLogs ? [enable] : [console, again];
    await report.failure(message('The log of {0} is not followed', log.label), error, ...helps);
  };
  const goOn = async (log: FollowedLog): Promise<void> => {
    log.goOn(await connections.cloud(log.ref.connection));
  };

  /** How far back; 'on': from where it was read to. Undefined: the person left. */
  const askSince = async ({ label, state }: FollowedLog): Promise<number | 'on' | undefined> => {
    const { readTo } = 'readTo' in state ? state : {};
    const on = readTo === undefined ? [] : [{ label: vscode.l10n.t('Go On from {0}', timeOfDay(readTo)) }];
    const choices = [
      ...on.map((item) => ({ ...item, since: 'on' as const })),
      { label: vscode.l10n.t('From Now On'), since: 0 },
      { label: vscode.l10n.t('Last 15 Minutes'), since: 15 },
      { label: vscode.l10n.t('Last Hour'), since: 60 },
    ];
    const title = vscode.l10n.t('Follow the log of {0}', label);
    return (await pickLine(choices, { title }))?.since;
  };

  /** The log that is meant: the only one, or the one that the person chooses. */
  const chosen = async (
    given: unknown,
    title: string,
    among: readonly Shown[],
  ): Promise<Shown | undefined> => {
    const ref = refOf(given);
    // Of a connection that is gone, too: what was read is still there.
    const own = ref && [...all.values()].find(({ log }) => refKey(log.ref) === refKey(ref));
    if (ref) return own ?? all.get((await connections.cloud(ref.connection)).logStreamOf(ref));
    if (among.length === 0) showStatus(vscode.l10n.t('No log is followed.'), STOPPED_MS);
    if (among.length < 2) return among[0];
    const items = among.map((one) => ({ label: one.log.label, description: stateOf(one.log), one }));
    return (await pickLine(items, { title }))?.one;
  };
  const stateOf = ({ state }: FollowedLog): string =>
    state.kind === 'left' ? vscode.l10n.t('not followed') : report.say(logInWords(state, clock.now()));
  const followed = (): readonly Shown[] => [...all.values()].filter(({ log }) => log.state.kind !== 'left');

  const part: FollowLogs = {
    follow: async (given, minutes) => {
      const ref = await refFrom(given, vscode.l10n.t('Follow the log of which function?'));
      if (!ref) return undefined;
      const { log, channel } = await open(ref);
      const { kind } = log.state;
      if (minutes === undefined && kind !== 'left' && kind !== 'stopped') {
        channel.show();
        return log;
      }
      const since = typeof minutes === 'number' ? minutes : await askSince(log);
      if (since === undefined) return undefined;
      channel.show();
      if (since === 'on') await goOn(log);
      // The client that the log was followed with may be that of another secret, or of another place.
      else log.start(clock.now() - since * MINUTE, await connections.cloud(log.ref.connection));
      return log;
    },
    filter: async (given) => {
      const shown = await chosen(given, vscode.l10n.t('Filter which log?'), [...all.values()]);
      if (!shown) return;
      const { log, channel } = shown;
      const before = log.view.shown;
      channel.show();
      const typed = await typeLine({
        title: vscode.l10n.t('Filter the log of {0}', log.label),
        prompt: vscode.l10n.t(
          'Words, "several words", level:warn (and what is worse), request:<ID>. Nothing shows all lines.',
        ),
        placeholder: 'timeout level:warn',
        value: before.typed,
        check: (text) => {
          const filter = readLogFilter(text);
          if ('wrong' in filter) return report.say(filter.wrong);
          if (filter.typed !== log.view.shown.typed) log.view.show(filter);
          return undefined;
        },
      });
      if (typed === undefined && log.view.shown !== before) log.view.show(before);
    },
    stop: async (given) => {
      const shown = await chosen(given, vscode.l10n.t('Stop following which log?'), followed());
      if (!shown) return;
      shown.log.stop();
      showStatus(vscode.l10n.t('The log of {0} is no longer followed.', shown.log.label), STOPPED_MS);
    },
    show: async () => {
      const items = [...all.values()].flatMap((shown) => {
        const { log, channel } = shown;
        const isLeft = log.state.kind === 'left';
        const doing = (label: string, run: () => unknown, description = '') => ({ label, description, run });
        return [
          doing(vscode.l10n.t('Show the Log of {0}', log.label), () => channel.show(), stateOf(log)),
          doing(
            vscode.l10n.t('Filter the Log of {0}…', log.label),
            () => part.filter(log.ref),
            isEmpty(log.view.shown) ? '' : log.view.shown.typed,
          ),
          isLeft || log.state.kind === 'stopped'
            ? doing(vscode.l10n.t('Follow {0} Again', log.label), () => goOn(log))
            : doing(vscode.l10n.t('Stop Following {0}', log.label), () => part.stop(log.ref)),
        ];
      });
      // Logs that are read for invocations only are told of there.
      if (items.length === 0) return vscode.commands.executeCommand('fndeck.invocations.focus');
      await (await pickLine(items, { title: vscode.l10n.t('Logs that are followed') }))?.run();
    },
    enable: async (given) => {
      const ref = await refFrom(
        given,
        vscode.l10n.t('Enable the collection of logs for the project of which function?'),
      );
      if (!ref || !(await askToEnable(ref, connections))) return false;
      for (const { log } of all.values()) {
        const isOff = log.failure instanceof CloudError && log.failure.facts.kind === 'unavailable';
        if (isOff && log.ref.connection === ref.connection) await goOn(log);
      }
      return true;
    },
    dispose: () => {
      listening.dispose();
      for (const { log, channel } of all.values()) {
        log.dispose();
        channel.dispose();
      }
    },
  };

  /** A connection with a new secret goes on reading; one that leads elsewhere, or is gone, ends it. */
  const listening = connections.onDidChange((others) => {
    for (const { log } of followed()) {
      void connections.cloud(log.ref.connection).then(
        (cloud) => {
          if (cloud === log.cloud) return;
          if (others.includes(log.ref.connection))
            log.end(new Error(vscode.l10n.t('The connection leads elsewhere now.')));
          else log.goOn(cloud);
        },
        (error: unknown) => log.end(error),
      );
    }
  });
  return part;
}
