import { member, type Json, type JsonObject } from '../../src/model/json';
import { textAt } from '../../src/sandbox/textAt';
import type { Bench } from './sandboxBench';

/** A function that answers: the greeting is on line 3. */
export const GREETS = [
  'console.log("loaded");',
  'exports.handler = async (event) => {',
  '  const greeting = "Hello, " + event.name;',
  '  console.log(greeting);',
  '  return greeting;',
  '};',
].join('\n');

/** A sandbox that can be asked. */
type Asked = Pick<Bench, 'ask'>;

/** Has the next call of a function of the default group debugged; gives the session. */
export async function arm(on: Asked, name: string, more: JsonObject = {}): Promise<string> {
  const wish = { service: 'functiongraph-huawei', group: 'default', name, mode: 'sync', ...more };
  return textAt((await on.ask('POST', '/sandbox/debug', wish)).body, 'session');
}

/** What has become of a session, once it is as wanted. */
export async function news(on: Asked, session: string, holds: (news: Json) => boolean): Promise<Json> {
  for (let since = -1; ;) {
    const { body } = await on.ask('GET', `/sandbox/debug?session=${session}&since=${since}`);
    if (holds(body)) return body;
    since = Number(member(body, 'revision'));
  }
}

/** The runs of what `news` gives. */
export const runsOf = (body: Json) => (member(body, 'runs') ?? []) as readonly JsonObject[];

/** The address at which a run waits for a debugger. */
export async function addressOf(on: Asked, session: string, number = 1): Promise<string> {
  const body = await news(on, session, (each) => textAt(runsOf(each)[number - 1], 'address') !== '');
  return textAt(runsOf(body)[number - 1], 'address');
}
