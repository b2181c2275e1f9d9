import type { Cloud } from '../../cloud/cloud';
import type { Connection } from '../../model/connection';
import { refLabel } from '../../model/functionRef';
import { sizeAbove } from '../../model/invocation/outputText';
import type { Mode } from '../../model/invocation/record';
import type { Say } from '../../model/changes';
import { message, type Message } from '../../model/message';
import { LINKS_FILE } from '../../model/payloadLinks';
import type { Bindings } from '../invocations/bindings';
import { createPlanner, type Plan } from '../invocations/plan';
import type { Target } from '../payloads/places';
import type { VariableSource } from '../payloads/variables';
import { placeOf, type SyntaxProblem } from '../text/parseText';

/** Why a payload cannot be sent without asking anybody; nothing was. */
export class CannotSend extends Error {
  /** `said`: in the reader's language. `at`: the place that it is about, where that is another file than the expectation's. */
  constructor(
    said: string,
    readonly hint?: string,
    readonly at?: { readonly source: string; readonly line: number; readonly column: number },
  ) {
    super(said);
    this.name = 'CannotSend';
  }
}

/** A file of links that cannot be read. */
interface BrokenLinks {
  readonly kind: 'broken';
  /** URI of the file. */
  readonly source: string;
  readonly syntax: SyntaxProblem;
}

/** What planning without a person asks. */
interface QuietPorts {
  readonly connections: {
    get(id: string): Connection | undefined;
    list(): readonly Connection[];
    cloud(id: string): Promise<Cloud>;
  };
  readonly bindings: Bindings;
  readonly variables: VariableSource;
  readonly say: Say;
  /** The text of a payload file by its URI. Rejects where it cannot be read. */
  read(source: string): Promise<string>;
  /** What the path of a payload file and the committed links say of it. */
  filed(source: string): Promise<Target | BrokenLinks | undefined>;
}

/**
 * Plans the invocation of a payload file as Invoke with Payload does, but where that would ask a person it rejects with
 * what is missing (`CannotSend`): many are planned at once, and each is to go where it always goes. Nothing is linked.
 */
export function createQuietPlanner(ports: QuietPorts): (mode: Mode, source: string) => Promise<Plan> {
  const { connections, bindings, variables, say } = ports;
  const linkHint = say(
    message(
      'Choose its function with “Change Target Function…” above the payload, or name it in {0}.',
      LINKS_FILE,
    ),
  );
  const fail = (why: Message, hint?: string): never => {
    throw new CannotSend(say(why), hint);
  };
  const planner = createPlanner<string>({
    connections,
    variables,
    // What a person has chosen stays; what is sent here is no choice.
    bindings: { ...bindings, set: () => Promise.resolve() },
    targets: {
      connections,
      own: (source) => bindings.own(source),
      filed: async (source) => {
        const target = await ports.filed(source);
        if (target?.kind !== 'broken') return target;
        const { line, column, reason } = target.syntax;
        const said = message('{0} cannot be read: {1}', LINKS_FILE, say(reason));
        throw new CannotSend(say(said), undefined, { source: target.source, line, column });
      },
      relink: () => Promise.resolve(),
      chooseAmong: ([ref]) =>
        fail(
          message('Several connections have the function {0}.', ref ? refLabel(ref) : ''),
          say(message('Name the connection in {0}.', LINKS_FILE)),
        ),
      chooseAnother: (_, why) => fail(why, linkHint),
    },
    payload: async (source = '') => {
      const text = await ports.read(source);
      return {
        text,
        source,
        refuse: ({ offset, reason }) => {
          throw new CannotSend(say(message('The payload cannot be sent: {0}', say(reason))), undefined, {
            source,
            ...placeOf(text, offset),
          });
        },
      };
    },
    tooLarge: (bytes, limit) =>
      fail(message('The payload is {0}; the limit is {1}. Nothing was sent.', ...sizeAbove(limit, bytes))),
    chooseFunction: () =>
      connections.list().length === 0
        ? fail(message('There is no connection yet. Add one first.'))
        : fail(message('Nothing says which function the payload is for.'), linkHint),
    // The mode is written down: who wants an event says so.
    longRunning: () => Promise.resolve('sync'),
    notAgain: () => undefined,
  });
  return async (mode, source) => {
    const plan = await planner.plan(mode, undefined, source);
    return plan ?? fail(message('Nothing says which function the payload is for.'), linkHint);
  };
}
