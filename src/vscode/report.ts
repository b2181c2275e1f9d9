import * as vscode from 'vscode';
import type { RequestLine } from '../cloud/door';
import { CloudError, type CloudErrorFacts } from '../cloud/errors';
import type { Connection } from '../model/connection';
import { argumentsInWords, inSentences, message, type Message } from '../model/message';
import { plain, showStatus, tell } from './window/notices';

/** A button of an error notice. */
export interface Action {
  readonly title: Message;
  run(): unknown;
}

/** A failure in the user's language: what happened, and what to do next. */
interface Described {
  readonly text: string;
  readonly hint?: string;
  /** The policy that would allow it, as text for an administrator. */
  readonly policy?: string;
  /** Document path of the field it is about, where known. */
  readonly field?: string;
}

/** A request that left this window. */
interface SentRequest extends RequestLine {
  readonly connection: Connection;
  /** When it was over, in Unix milliseconds. */
  readonly at: number;
}

/** The request log and the one place that turns an error into something a person reads. */
export interface Report extends vscode.Disposable {
  /** `FnDeck Requests`; method, path, status, time, request id. Never a secret, never a payload. */
  readonly log: vscode.LogOutputChannel;
  /** The last requests of this window, the newest at the end. */
  readonly requests: SentRequest[];
  /** Translates a message. */
  readonly say: (said: Message) => string;
  /** A CloudError with its code, message, request id and hint; any other error as it is. */
  describe(error: unknown): Described;
  /** Shows one error notice with the actions and "Show Request Log"; says nothing for a cancellation. */
  failure(what: Message, error: unknown, ...actions: readonly Action[]): Promise<void>;
}

/** A report and its log channel, by the name `channel`. Channels of one name share one log: disposing one ends them all. */
export function createReport(channel = 'FnDeck Requests'): Report {
  const log = vscode.window.createOutputChannel(channel, { log: true });
  return {
    log,
    requests: [],
    say,
    describe,
    failure: async (what, error, ...actions) => {
      if (isCancellation(error)) return;
      log.error(`${say(what)}: ${trace(error)}`);
      const { text, hint, policy } = describe(error);
      const sentence = inSentences([introduced(say(what), text), ...(hint === undefined ? [] : [hint])]);
      const showLog: Action = { title: message('Show Request Log'), run: () => log.show(true) };
      const copy: Action = { title: message('Copy Policy'), run: () => copyPolicy(policy ?? '') };
      const offered = [...actions, ...(policy === undefined ? [] : [copy]), showLog];
      const titles = offered.map(({ title }) => say(title));
      const chosen = await tell('error', sentence, ...titles);
      await offered[titles.indexOf(chosen ?? '')]?.run();
    },
    dispose: () => log.dispose(),
  };
}

/** A failure as VS Code shows it beside the editor of a document: what happened, and what to do. */
export function fileError(report: Pick<Report, 'describe'>, error: unknown): vscode.FileSystemError {
  if (error instanceof vscode.FileSystemError) return error;
  const { text, hint } = report.describe(error);
  const sentence = inSentences(hint === undefined ? [text] : [text, hint]);
  const denied = error instanceof CloudError && [401, 403].includes(error.facts.status ?? 0);
  return denied
    ? vscode.FileSystemError.NoPermissions(plain(sentence))
    : vscode.FileSystemError.Unavailable(plain(sentence));
}

/** Puts a policy on the clipboard, and says so. */
export async function copyPolicy(policy: string): Promise<void> {
  await vscode.env.clipboard.writeText(policy);
  showStatus(vscode.l10n.t('The policy is on the clipboard.'), 5000);
}

/** Most requests that are remembered. */
const MOST_REQUESTS = 200;

/** Writes a request to the log, and remembers it: method, address without secrets, outcome, time. */
export function logRequest(
  { log, requests }: Pick<Report, 'log' | 'requests'>,
  connection: Connection,
  line: RequestLine,
): void {
  if (requests.push({ ...line, connection, at: Date.now() }) > MOST_REQUESTS) requests.shift();
  const { method, url, status, ms, requestId, error } = line;
  const outcome = error ?? String(status ?? '');
  const request = requestId === undefined ? '' : `, request ${requestId}`;
  const text = `${method} ${url} → ${outcome} (${Math.round(ms)} ms${request})`;
  if (error !== undefined || (status ?? 0) >= 400) log.warn(text);
  else log.info(text);
}

/** Whether an error only says that the person (or the end of what they looked at) stopped it. */
function isCancellation(error: unknown): boolean {
  if (error instanceof CloudError) return error.facts.kind === 'cancelled';
  if (error instanceof vscode.CancellationError) return true;
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'Canceled');
}

/** `what` may be a sentence of its own or the beginning of one. */
function introduced(what: string, text: string): string {
  if (text === '') return what;
  return /[.!?。！？]$/.test(what) ? inSentences([what, text]) : say(message('{0}: {1}', what, text));
}

/** A message in the language of the window. */
export function say({ text, args }: Message): string {
  return vscode.l10n.t(text, ...argumentsInWords(args, say, vscode.env.language));
}

function describe(error: unknown): Described {
  if (!(error instanceof CloudError)) return { text: error instanceof Error ? error.message : String(error) };
  const { summary, hint, policy, field } = error.facts;
  return {
    text: inSentences([say(summary), evidence(error.facts)].filter((part) => part !== '')),
    ...(hint && { hint: say(hint) }),
    ...(policy !== undefined && { policy }),
    ...(field !== undefined && { field }),
  };
}

/** What the service itself said, in brackets: `(FSS.1051: not found; request 5b3e…)`. */
function evidence({ summary, code, detail, requestId, status }: CloudErrorFacts): string {
  const untold = status !== undefined && !summary.args.includes(status);
  const said = [code ?? (untold ? `HTTP ${status}` : undefined), detail].filter(
    (part) => part !== undefined && part !== '',
  );
  const request = requestId === undefined ? [] : [vscode.l10n.t('request {0}', requestId)];
  const parts = [...(said.length > 0 ? [said.join(': ')] : []), ...request];
  return parts.length > 0 ? say(message('({0})', parts.join('; '))) : '';
}

function trace(error: unknown): string {
  if (error instanceof CloudError) {
    const cause = error.cause instanceof Error ? `; caused by ${error.cause.message}` : '';
    return `${error.message}${cause}`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
