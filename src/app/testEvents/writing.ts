import { CloudError } from '../../cloud/errors';
import type { TestEvents, TestEventSummary } from '../../cloud/testEvents';
import type { FunctionId } from '../../model/functionRef';

/** Writes of test events: each is sent once, and where no answer tells what became of it, the service is asked. */
interface TestEventWrites {
  create(id: FunctionId, name: string, content: string): Promise<TestEventSummary>;
  /** False where the service has no such event any more. */
  update(id: FunctionId, event: TestEventSummary, content: string): Promise<boolean>;
  delete(id: FunctionId, event: TestEventSummary): Promise<void>;
}

/** The writes through a client. Fail with a `CloudError`. */
export function writesOf(events: TestEvents): TestEventWrites {
  // each call has limits of its own, and a question to a person may be open for long before it
  const { signal } = new AbortController();
  const contentOf = async (id: FunctionId, eventId: string) =>
    (await events.getTestEvent(id, eventId, signal))?.content;
  return {
    create: (id, name, content) =>
      carriedOut(
        () => events.createTestEvent(id, name, content, signal),
        async () => {
          const all = await events.listTestEvents(id, signal);
          const found = all.find((event) => event.name === name);
          return found && (await contentOf(id, found.id)) === content ? found : undefined;
        },
      ),
    update: (id, event, content) =>
      carriedOut(
        () => events.updateTestEvent(id, event, content, signal),
        async () => ((await contentOf(id, event.id)) === content ? true : undefined),
      ),
    delete: async (id, event) => {
      await carriedOut(
        async () => {
          await events.deleteTestEvent(id, event, signal);
          return true;
        },
        async () => ((await contentOf(id, event.id)) === undefined ? true : undefined),
      );
    },
  };
}

/** What a write gives, or what is found of it where it left and no answer came. Fails as the write does. */
async function carriedOut<T>(write: () => Promise<T>, find: () => Promise<T | undefined>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof CloudError) || error.facts.sent !== 'unknown') throw error;
    const found = await find().catch(() => undefined);
    if (found === undefined) throw error;
    return found;
  }
}
