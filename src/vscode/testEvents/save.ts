import * as vscode from 'vscode';
import { refOf } from '../../app/catalog/handedOver';
import type { Bindings } from '../../app/invocations/bindings';
import { canBePayload } from '../../app/invocations/payloadFile';
import { nameFrom, wrongContent, wrongName } from '../../app/testEvents/checks';
import { testEventsOf } from '../../app/testEvents/lists';
import { writesOf } from '../../app/testEvents/writing';
import { toPayload } from '../../app/text/payload';
import type { TestEventSummary } from '../../cloud/testEvents';
import { functionLabel, type FunctionRef } from '../../model/functionRef';
import type { TestEventLimits } from '../../model/service';
import { profileOf } from '../../model/services';
import type { TestEventName } from '../../model/testEventPath';
import type { Connections } from '../connections/connections';
import { say, type Report } from '../report';
import { withProgress } from '../window/progress';
import { typeLine } from '../window/quickInput';
import { ask, showStatus, tell } from '../window/notices';
import { listed } from '../../model/message';
import { counted } from '../window/counted';

/** What saving needs to know and to ask. */
interface SaveDeps {
  readonly connections: Connections;
  readonly report: Report;
  readonly bindings: Bindings;
  readonly pick: (title: string, options: object) => Promise<FunctionRef | undefined>;
}

/** How long it is said that a test event was saved. */
const SAID_MS = 5000;

/**
 * Saves a payload as a test event under a name that the person types. What is wrong with payload or name is told before
 * anything is sent. `given`: the payload's document, else the function; the active editor has the payload then.
 * Undefined where nothing was saved.
 */
export async function saveTestEvent(deps: SaveDeps, given: unknown): Promise<TestEventName | undefined> {
  const { connections, report, bindings, pick } = deps;
  const document = await payloadDocument(given);
  if (!document) return undefined;
  const linked = keeping(bindings.get(document.uri), connections);
  const ref = refOf(given) ?? linked ?? (await pick(vscode.l10n.t('Save for which function?'), {}));
  if (!ref) return undefined;
  const cloud = await connections.cloud(ref.connection);
  const events = testEventsOf(cloud);
  connections.guard.refuseReadOnly({ connection: ref.connection, operation: 'createTestEvent' });
  const limits = profileOf(cloud.connection.service).testEvents ?? UNLIMITED;

  const payload = toPayload(document.getText());
  const content = payload.kind === 'json' ? payload.json : document.getText();
  const file = document.uri.path.split('/').pop() ?? '';
  const wrong = wrongContent(limits, content, (said) => report.say(said));
  if (wrong !== undefined) {
    void tell('error', `${file}: ${wrong}`);
    return undefined;
  }

  const all = await events.listTestEvents(ref, new AbortController().signal);
  const label = functionLabel(ref);
  const proposed = nameFrom(limits, file.replace(/(\.(payload|event))?\.jsonc?$/i, ''));
  const name = await askName({ label, limits, all, proposed, report });
  if (name === undefined) return undefined;
  const there = all.find((event) => event.name === name);
  if (there && !(await askReplace(name, label))) return undefined;

  const title = vscode.l10n.t('Saving the test event “{0}”…', name);
  const saved = await withProgress({ location: vscode.ProgressLocation.Window, title }, async () => {
    const writes = writesOf(events);
    if (there && (await writes.update(ref, there, content))) return there;
    return writes.create(ref, name, content);
  });
  showStatus(vscode.l10n.t('Saved as the test event “{0}” of {1}.', name, label), SAID_MS);
  const { connection, group, name: fn } = ref;
  return { id: { connection, group, name: fn }, eventId: saved.id, name };
}

/** Where the table of a service has no limits the service decides. */
const UNLIMITED: TestEventLimits = { perFunction: Infinity, contentBytes: Infinity, namePattern: '' };

/** The document that was named, else the active editor's; undefined, after saying so, where that is no payload. */
async function payloadDocument(given: unknown): Promise<vscode.TextDocument | undefined> {
  if (given instanceof vscode.Uri) return vscode.workspace.openTextDocument(given);
  const active = vscode.window.activeTextEditor?.document;
  if (active && canBePayload(active)) return active;
  void tell('information', vscode.l10n.t('Open the JSON file that is to be saved as a test event first.'));
  return undefined;
}

/** A linked function whose connection is there and whose service keeps test events. */
function keeping(ref: FunctionRef | undefined, connections: Connections): FunctionRef | undefined {
  const connection = ref && connections.get(ref.connection);
  return connection && profileOf(connection.service).testEvents ? ref : undefined;
}

function askName({
  label,
  limits,
  all,
  proposed,
  report,
}: {
  readonly label: string;
  readonly limits: TestEventLimits;
  readonly all: readonly TestEventSummary[];
  readonly proposed: string;
  readonly report: Report;
}): Thenable<string | undefined> {
  const names = all.map(({ name }) => name);
  const isFull = all.length >= limits.perFunction;
  return typeLine({
    title: vscode.l10n.t('Save as a Test Event of {0}', label),
    prompt: vscode.l10n.t('Name of the test event'),
    placeholder: 'order-paid',
    value: proposed,
    check: (typed) => {
      if (names.includes(typed)) return undefined;
      if (isFull) {
        const said = vscode.l10n.t(
          'There are {0} test events already, as many as the service keeps: name the one to replace ({1}), or delete one first.',
          counted(all.length),
          listed(names, say),
        );
        return said;
      }
      return wrongName(limits, typed, (said) => report.say(said));
    },
  });
}

async function askReplace(name: string, label: string): Promise<boolean> {
  const yes = vscode.l10n.t('Replace');
  const question = vscode.l10n.t('Replace the test event “{0}” of {1}?', name, label);
  const detail = vscode.l10n.t('What the service holds under this name is lost.');
  return (await ask(question, detail, yes)) === yes;
}
