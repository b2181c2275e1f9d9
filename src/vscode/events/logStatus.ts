import * as vscode from 'vscode';
import type { LogStream, LogStreams } from '../../app/logs/logStreams';
import { refLabel } from '../../model/functionRef';
import { logInWords, type LogStreamState } from '../../model/invocation/logState';
import type { Report } from '../report';
import { createStatusLine } from '../window/statusLine';

/** How often the line is written anew while logs are read: it counts seconds. */
const TICK_MS = 1000;

/** The states by what a person has to know first. */
const ORDER: readonly LogStreamState['kind'][] = ['reconnecting', 'stopped', 'behind', 'connecting', 'live'];

/** A line in the status bar that says how far the logs have been read that are followed; there while any is. */
export function showLogStatus(streams: LogStreams, report: Report): vscode.Disposable {
  const line = createStatusLine('fndeck.logs', vscode.l10n.t('FnDeck: logs that are followed'));
  let ticking: NodeJS.Timeout | undefined;
  const draw = () => {
    const followed = [...streams.list()].sort(
      (a, b) => ORDER.indexOf(a.state.kind) - ORDER.indexOf(b.state.kind),
    );
    const [first] = followed;
    if (!first) return hide();
    ticking ??= setInterval(draw, TICK_MS);
    const say = ({ state }: LogStream) => report.say(logInWords(state, Date.now()));
    line.show({
      text: say(first),
      tooltip: followed.map((stream) => `${refLabel(stream.ref)}: ${say(stream)}`).join('\n'),
      command: { command: 'fndeck.showFollowedLogs', title: '' },
      kind: first.state.kind === 'reconnecting' ? 'warning' : 'plain',
    });
  };
  const hide = () => {
    clearInterval(ticking);
    ticking = undefined;
    line.hide();
  };
  const listening = streams.onDidChange(draw);
  draw();
  return new vscode.Disposable(() => {
    listening.dispose();
    hide();
    line.dispose();
  });
}
