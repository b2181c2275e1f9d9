import { Buffer } from 'node:buffer';
import type { FunctionId } from '../../model/functionRef';
import { member, type Json } from '../../model/json';
import type { ApiCall } from '../call/apiCall';
import type { Calls } from '../call/calls';
import { listAt, numberAt, present, textAt } from '../call/fields';
import type { TestEvent, TestEvents, TestEventSummary } from '../testEvents';
import type { Api } from './api';
import { isAbsent } from './asyncConfigs';
import { urnOfFunction, type ProjectAddress } from './functions';

/** What the calls need of the project, as soon as that is known. */
type Within = (signal: AbortSignal) => Promise<{ readonly api: Api; readonly place: ProjectAddress }>;

/** The test events of a project's functions (`test_events/` of the API reference). */
export class ProjectTestEvents implements TestEvents {
  constructor(
    private readonly calls: Calls,
    private readonly within: Within,
  ) {}

  /** One page: a function has at most ten, and the documents name no parameters. */
  async listTestEvents(id: FunctionId, signal: AbortSignal): Promise<readonly TestEventSummary[]> {
    const { api, urn } = await this.about(id, signal);
    const body = await this.calls.list(api.listEvents(urn), signal, 'events', 'count');
    return listAt(body, 'events').flatMap((row) => readSummary(row) ?? []);
  }

  async getTestEvent(id: FunctionId, eventId: string, signal: AbortSignal): Promise<TestEvent | undefined> {
    const { api, urn } = await this.about(id, signal);
    const call = api.showEvent(urn, eventId);
    try {
      const body = await this.calls.json(call, signal);
      const content = member(body, 'content');
      const name = textAt(body, 'name');
      if (typeof content !== 'string' || name === undefined) throw this.calls.unusable(call);
      return { ...times(body), id: eventId, name, content: readContent(content) };
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  async createTestEvent(
    id: FunctionId,
    name: string,
    content: string,
    signal: AbortSignal,
  ): Promise<TestEventSummary> {
    const { api, urn } = await this.about(id, signal);
    const call = api.createEvent(urn, JSON.stringify({ name, content: toBase64(content) }));
    const created = readSummary(await this.calls.json(call, signal));
    // A sample of the documents names another event than the one that was created: the id is what counts.
    if (created) return { ...created, name };
    throw this.calls.unusable(call);
  }

  async updateTestEvent(
    id: FunctionId,
    { id: eventId }: TestEventSummary,
    content: string,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { api, urn } = await this.about(id, signal);
    return this.wasThere(
      api.updateEvent(urn, eventId, JSON.stringify({ content: toBase64(content) })),
      signal,
    );
  }

  async deleteTestEvent(
    id: FunctionId,
    { id: eventId }: TestEventSummary,
    signal: AbortSignal,
  ): Promise<void> {
    const { api, urn } = await this.about(id, signal);
    await this.wasThere(api.deleteEvent(urn, eventId), signal);
  }

  /** Sends a call about an event; false where the service has no such event. */
  private async wasThere(call: ApiCall, signal: AbortSignal): Promise<boolean> {
    try {
      await this.calls.send(call, signal);
      return true;
    } catch (error) {
      if (isAbsent(error)) return false;
      throw error;
    }
  }

  private async about(id: FunctionId, signal: AbortSignal): Promise<{ api: Api; urn: string }> {
    const { api, place } = await this.within(signal);
    return { api, urn: urnOfFunction(id, place) };
  }
}

/** A row of the list, or the answer about one event; undefined where it does not tell which. */
function readSummary(row: Json): TestEventSummary | undefined {
  const id = textAt(row, 'id');
  return id === undefined ? undefined : { ...times(row), id, name: textAt(row, 'name') ?? id };
}

/** `last_modified` has Unix seconds, 0 before the first update. */
function times(row: Json): Pick<TestEventSummary, 'modifiedAt'> {
  const seconds = numberAt(row, 'last_modified') ?? 0;
  return present({ modifiedAt: seconds > 0 ? seconds * 1000 : undefined });
}

function toBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

/** The text that a content stands for. JSON that was stored without Base64 is read as it is. */
function readContent(content: string): string {
  return /[^A-Za-z0-9+/=\s]/.test(content) ? content : Buffer.from(content, 'base64').toString('utf8');
}
