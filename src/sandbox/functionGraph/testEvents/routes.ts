import { member, type Json, type JsonObject } from '../../../model/json';
import type { TestEventLimits } from '../../../model/service';
import { empty, json, type Response } from '../../exchange';
import { readJson } from '../../readJson';
import { bodyOf, type Call } from '../call';
import type { Project } from '../project';
import type { ProjectState } from '../projectState';
import { refuse } from '../refusal';
import { resolveTarget } from '../target';
import type { StoredTestEvent } from './testEvents';

/** `GET …/{urn}/events`: all of a function in one page; the documents name no query. */
export function listEvents(state: ProjectState, call: Call): Response {
  const events = state.testEvents.of(functionOf(state, call)).map((event) => ({
    id: event.id,
    name: event.event,
    last_modified: modifiedSeconds(event),
  }));
  return json(200, { events, next_marker: events.length, count: events.length });
}

/** `POST …/{urn}/events`: answers 200, not 201. */
export async function createEvent(state: ProjectState, call: Call): Promise<Response> {
  const fn = functionOf(state, call);
  const limits = limitsOf(state.project);
  const body = readBody(call);
  const event = member(body, 'name');
  if (typeof event !== 'string' || !new RegExp(limits.namePattern).test(event)) {
    throw refuse.badTestEvent('Invalid name of the test event');
  }
  const content = readContent(limits, body);
  const stored = await state.testEvents.create(fn, { event, content }, (all) => {
    if (all.some((one) => one.event === event)) throw refuse.testEventExists();
    if (all.length >= limits.perFunction) throw refuse.tooManyTestEvents();
  });
  return json(200, named(stored));
}

/** `GET …/{urn}/events/{event}` */
export function showEvent(state: ProjectState, call: Call): Response {
  const event = state.testEvents.get(functionOf(state, call), idOf(call));
  if (!event) throw refuse.noTestEvent();
  return json(200, { ...named(event), content: event.content, last_modified: modifiedSeconds(event) });
}

/** `PUT …/{urn}/events/{event}`: replaces the content; a name that is sent along changes nothing. */
export async function updateEvent(state: ProjectState, call: Call): Promise<Response> {
  const fn = functionOf(state, call);
  if (!state.testEvents.get(fn, idOf(call))) throw refuse.noTestEvent();
  const content = readContent(limitsOf(state.project), readBody(call));
  const event = await state.testEvents.update(fn, idOf(call), content);
  if (!event) throw refuse.noTestEvent();
  return json(200, named(event));
}

/** `DELETE …/{urn}/events/{event}` */
export async function deleteEvent(state: ProjectState, call: Call): Promise<Response> {
  if (!(await state.testEvents.remove(functionOf(state, call), idOf(call)))) throw refuse.noTestEvent();
  return empty(204);
}

/** Test events belong to the function: a version or an alias in the URN makes no difference. */
function functionOf({ project, catalogue }: ProjectState, call: Call) {
  const { fn } = resolveTarget(project, catalogue, call.path['urn'] ?? '');
  return { group: fn.group, name: fn.name };
}

function idOf(call: Call): string {
  return call.path['event'] ?? '';
}

function named({ id, event }: StoredTestEvent): JsonObject {
  return { id, name: event };
}

/** Unix seconds of the last update; 0 from the creation until the first one (the Terraform providers' acceptance tests). */
function modifiedSeconds({ modified }: StoredTestEvent): number {
  return modified === undefined ? 0 : Math.floor(modified / 1000);
}

function limitsOf({ profile }: Project): TestEventLimits {
  if (!profile.testEvents) throw refuse.notFound('Not found the specified resource');
  return profile.testEvents;
}

function readBody(call: Call): Json {
  return bodyOf(call, () => refuse.badTestEvent('Invalid request body'));
}

/**
 * The content of a body: Base64 of a JSON text. Where the limit of 4 KB is measured is in doubt; here it is the Base64
 * text, so that what passes would pass either way.
 */
function readContent({ contentBytes }: TestEventLimits, body: Json): string {
  const content = member(body, 'content');
  if (typeof content !== 'string' || content === '') {
    throw refuse.badTestEvent('Invalid content of the test event');
  }
  if (Buffer.byteLength(content) > contentBytes) throw refuse.testEventTooLarge();
  const text = decoded(content);
  if (text === undefined || readJson(text) === undefined) {
    throw refuse.badTestEvent('Invalid content of the test event, it must be the Base64 of a JSON text');
  }
  return content;
}

/** The UTF-8 text that a Base64 text stands for; undefined where it is no Base64 or stands for something else. */
function decoded(base64: string): string | undefined {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(base64)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64'));
  } catch {
    return undefined;
  }
}
