import { parseArgs } from 'node:util';
import type { FunctionComputeOptions } from './functionCompute/generation';
import type { FunctionGraphOptions } from './functionGraph/projectState';
import { parseFault } from './faults';

/** How a sandbox is started. */
export interface SandboxOptions extends FunctionGraphOptions, FunctionComputeOptions {
  /** 0: any free one. */
  readonly port: number;
  /** Folders with functions, `<group>/<name>/function.json`, or of one function each. */
  readonly functions: string | readonly string[] | undefined;
  /** Folder that keeps what the services hold; undefined: a new one that goes when the sandbox ends. */
  readonly state: string | undefined;
  /** Where that folder is in use by another sandbox: take `<state>-2`, `<state>-3`, … instead of not starting. */
  readonly stateBeside: boolean;
  readonly synthetic: number;
  readonly faults: readonly string[];
  readonly latencyMs: number;
  /** Life time of issued tokens. */
  readonly tokenSeconds: number;
  /** Chooses which requests meet faults that hit a share of them; undefined: others at each start. */
  readonly seed: number | undefined;
  /** How far the sandbox's clock is ahead of this machine's; negative: behind. */
  readonly clockAheadMs: number;
}

/** What holds where nothing is said: like the services. */
export const DEFAULTS: SandboxOptions = {
  port: 0,
  functions: undefined,
  state: undefined,
  stateBeside: false,
  synthetic: 0,
  faults: [],
  latencyMs: 0,
  tokenSeconds: 86_400,
  seed: undefined,
  clockAheadMs: 0,
  mergePut: false,
  mergeSides: false,
  longAge: false,
  ltsAtFirst: true,
  gatewaySeconds: 90,
  retryDelayMs: 1000,
  asyncSlots: 4,
};

export const USAGE = `usage: node sandbox.js [options]
  --port N             port on 127.0.0.1 (default: any free one)
  --functions DIR      functions, each in DIR/<group>/<name>/function.json, or one in DIR/function.json; may be repeated
  --state DIR          keep configs, queued events, records, logs and deliveries here; one sandbox at a time
  --beside             where DIR is in use by another sandbox, take DIR-2, DIR-3, … instead of ending
  --synthetic N        list N made-up functions
  --fault SPEC         operation:kind:often, for instance putAsyncConfig:500:1 or *:slow=200:0.5; may be repeated
                       kinds: 429[=seconds] 500 502 503 504 reset lost slow=ms truncated malformed html
                       often: a share from 0 to 1, or x3 for the next three requests
                       attempt:429:x3 throttles the next three attempts for queued events
  --seed N             the same faults hit the same requests each time
  --latency MS         added to each answer
  --merge              FunctionGraph: PUT of an async config keeps what it leaves out
  --merge-sides        Function Compute: PUT of one destination keeps the other
  --long-age           Function Compute: events may be 30 days old instead of 7
  --no-lts             logs are not collected until somebody enables them
  --gateway SECONDS    after which a synchronous invocation is cut off (default: 90)
  --retry-delay MS     before the first retry of an event, doubling after that (default: 1000)
  --token-seconds N    life time of issued tokens (default: 86400)
  --clock SECONDS      the sandbox's clock is ahead by so much, or behind: --clock=-3600
  --parent             end when standard input ends
  --tell-loads         print a JSON line whenever a function's code was loaded, or could not be, and where it is wrong

controls, for people and tests: requests with the token of the ready line in X-Auth-Token
  GET  /sandbox/clock         the sandbox's time, how far it was moved, and the events that wait
  POST /sandbox/clock         {"seconds": 86400} lets so much time pass: what is due on the way happens in its order
                              {"skip": "attempt"} moves to the next attempt of the event that waits the shortest,
                              {"skip": "age"} past its age limit; "event": "<request or task id>" chooses an event
  GET  /sandbox/deliveries    what destinations got, with the files that hold it; ?event=<request or task id>
  GET, DELETE /sandbox/requests          the last requests; forgets them
  GET, POST, DELETE /sandbox/faults      the faults; {"faults": ["operation:kind:often"]} instead of those before
  POST /sandbox/tokens, /sandbox/keys    {"seconds": 60} gives a token, temporary keys
  POST /sandbox/tokens/expire            ends all tokens that were given
  GET  /sandbox/functions     the folders with functions, and what was read there
  PUT  /sandbox/functions     {"roots": ["/path", ...]} takes the functions from other folders
  GET  /sandbox/interpreter?runtime=NAME  the program that runs functions of a runtime
  POST /sandbox/debug         {"service", "group", "name", "mode": "sync" | "async", "attempt"?} debugs the next call of
                              a function; gives {"session"}
  GET  /sandbox/debug?session=ID&since=N waits for news: where each run waits for its debugger, and what is over
  DELETE /sandbox/debug?session=ID&run=N stops a run, or all
`;

/** Reads the command line. Throws a RangeError or TypeError that says what is wrong. */
export function readArguments(args: readonly string[]): {
  readonly options: SandboxOptions;
  readonly parent: boolean;
  readonly tellLoads: boolean;
} {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      functions: { type: 'string', multiple: true },
      state: { type: 'string' },
      beside: { type: 'boolean' },
      synthetic: { type: 'string' },
      fault: { type: 'string', multiple: true },
      seed: { type: 'string' },
      latency: { type: 'string' },
      merge: { type: 'boolean' },
      'merge-sides': { type: 'boolean' },
      'long-age': { type: 'boolean' },
      'no-lts': { type: 'boolean' },
      gateway: { type: 'string' },
      'retry-delay': { type: 'string' },
      'token-seconds': { type: 'string' },
      clock: { type: 'string' },
      parent: { type: 'boolean' },
      'tell-loads': { type: 'boolean' },
    },
  });
  const faults = values.fault ?? [];
  faults.forEach(parseFault);
  return {
    parent: values.parent === true,
    tellLoads: values['tell-loads'] === true,
    options: {
      ...DEFAULTS,
      port: number('--port', values.port, DEFAULTS.port),
      functions: values.functions,
      state: values.state,
      stateBeside: values.beside === true,
      synthetic: number('--synthetic', values.synthetic, DEFAULTS.synthetic),
      faults,
      seed: values.seed === undefined ? undefined : number('--seed', values.seed, 0),
      latencyMs: number('--latency', values.latency, DEFAULTS.latencyMs),
      tokenSeconds: number('--token-seconds', values['token-seconds'], DEFAULTS.tokenSeconds),
      clockAheadMs: secondsAhead(values.clock) * 1000,
      mergePut: values.merge === true,
      mergeSides: values['merge-sides'] === true,
      longAge: values['long-age'] === true,
      ltsAtFirst: values['no-lts'] !== true,
      gatewaySeconds: number('--gateway', values.gateway, DEFAULTS.gatewaySeconds),
      retryDelayMs: number('--retry-delay', values['retry-delay'], DEFAULTS.retryDelayMs),
    },
  };
}

function number(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^\d{1,9}$/.test(text))
    throw new RangeError(`${name} takes a whole number, not ${JSON.stringify(text)}`);
  return Number(text);
}

function secondsAhead(text = '0'): number {
  const [sign, digits] = text.startsWith('-') ? [-1, text.slice(1)] : [1, text];
  return sign * number('--clock', digits, 0);
}
