import type { Cloud } from '../../cloud/cloud';
import type { FunctionId } from '../../model/functionRef';
import { message, type Message } from '../../model/message';
import { profileOf } from '../../model/services';
import { parseTestEventPath, type TestEventName } from '../../model/testEventPath';
import type { Revision, Revisions } from '../configs/revision';
import { Emitter, type Disposable, type Event } from '../event';
import { wrongContent } from './checks';
import { testEventsOf } from './lists';
import { writesOf } from './writing';

/** A test event is not there: it was deleted meanwhile. */
export class TestEventGone extends Error {
  override readonly name = 'TestEventGone';
}

/** Why a save begins. */
type SavedBy = 'person' | 'autoSave';

/**
 * Test events as files, by the path of their documents: read by GET, written by PUT. `stat` lets VS Code find out that
 * somebody else has changed one. Auto save sends nothing: the document stays unsaved until a person saves it.
 */
export interface TestEventDocuments extends Disposable {
  /** A test event was saved here; the function that it belongs to. */
  readonly onDidSave: Event<FunctionId>;
  /** Fails with a `TestEventGone` where there is none, else with a `CloudError`. */
  stat(path: string): Promise<Revision>;
  read(path: string): Promise<string>;
  /** Sends the text once. Fails with an error for a person where it must not be sent. */
  write(path: string, text: string): Promise<void>;
  saveBegun(path: string, by: SavedBy): void;
  /** The service was seen to hold something else at this path: nothing is known of it any more. */
  forget(path: string): void;
}

interface TestEventDocumentsDeps {
  readonly cloudOf: (connection: string) => Promise<Cloud>;
  readonly revisions: Revisions;
  /** Whether a write of which no save is known may come from auto save. */
  readonly mayBeAutomatic: (path: string) => boolean;
  readonly say: (said: Message) => string;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** What the service holds, and when it said so. */
interface Copy {
  readonly text: string;
  readonly revision: Revision;
  readonly at: number;
}

/** VS Code asks for state and text several times to open a document: an answer as young as this serves all. */
const SAME_QUESTION_MS = 1000;

/** Test events of any function as files. */
export function createTestEventDocuments(deps: TestEventDocumentsDeps): TestEventDocuments {
  const saved = new Emitter<FunctionId>();
  const asked = new Map<string, Promise<Copy>>();
  const answered = new Map<string, Copy>();
  /** What was just written, until VS Code has asked for its state. */
  const written = new Map<string, Revision>();
  const begun = new Map<string, SavedBy>();
  let writes = 0;

  const ask = async (path: string): Promise<Copy> => {
    const name = nameOf(path);
    const { id, eventId } = name;
    const events = testEventsOf(await deps.cloudOf(id.connection));
    const before = writes;
    const event = await events.getTestEvent(id, eventId, new AbortController().signal);
    // What was true before a write of ours would look like a change of somebody else.
    if (writes !== before) return ask(path);
    if (!event) throw gone(name, deps.say);
    const revision = deps.revisions.next(path, event.content, event.modifiedAt);
    return { text: event.content, revision, at: deps.now() };
  };
  /** What the service answers now; a question that is under way is joined. */
  const copyOf = (path: string): Promise<Copy> => {
    const joined = asked.get(path);
    if (joined) return joined;
    const asking = ask(path)
      .then((copy) => {
        answered.set(path, copy);
        return copy;
      })
      .finally(() => asked.delete(path));
    asked.set(path, asking);
    return asking;
  };
  const youngOf = (path: string): Copy | undefined => {
    const copy = answered.get(path);
    return copy && deps.now() - copy.at < SAME_QUESTION_MS ? copy : undefined;
  };
  const forget = (path: string): void => {
    answered.delete(path);
    written.delete(path);
  };

  return {
    onDidSave: saved.event,
    forget,
    saveBegun: (path, by) => void begun.set(path, by),

    stat: async (path) => {
      const own = written.get(path);
      written.delete(path);
      if (own) return own;
      // Before a save it has to be what the service holds now.
      return ((begun.has(path) ? undefined : youngOf(path)) ?? (await copyOf(path))).revision;
    },
    read: async (path) => (youngOf(path) ?? (await copyOf(path))).text,
    write: async (path, text) => {
      const name = nameOf(path);
      const by = begun.get(path);
      begun.delete(path);
      if (by === 'autoSave' || (by === undefined && deps.mayBeAutomatic(path))) {
        const said = message(
          'Auto save sends nothing to a service. Save the test event yourself to send it.',
        );
        throw new Error(deps.say(said));
      }
      const cloud = await deps.cloudOf(name.id.connection);
      const events = testEventsOf(cloud);
      const limits = profileOf(cloud.connection.service).testEvents;
      const wrong = limits && wrongContent(limits, text, deps.say);
      if (wrong !== undefined) throw new Error(wrong);
      forget(path);
      const event = { id: name.eventId, name: name.name };
      if (!(await writesOf(events).update(name.id, event, text))) throw gone(name, deps.say);
      writes += 1;
      written.set(path, deps.revisions.next(path, text, undefined));
      saved.fire(name.id);
    },
    dispose: () => saved.dispose(),
  };
}

/** What a path names. Throws a `TestEventGone` for one that names no test event. */
function nameOf(path: string): TestEventName {
  const name = parseTestEventPath(path);
  if (!name) throw new TestEventGone(path);
  return name;
}

function gone({ name }: TestEventName, say: (said: Message) => string): TestEventGone {
  return new TestEventGone(
    say(
      message(
        'The test event “{0}” was deleted on the service. “Save Payload as Cloud Test Event…” keeps this text there.',
        name,
      ),
    ),
  );
}
