import type { Message } from '../../model/message';

/** A function as its files and settings describe it: all that is needed to start it. */
export interface FunctionSpec {
  /** Absolute path of the folder with the code; the handler's working directory. */
  readonly dir: string;
  /** Absolute path of the `function.json` that says all this, to tell functions apart. */
  readonly settings?: string;
  /** The service's name of the runtime, `Node.js18.15` or `Python3.9`, `nodejs18` or `python3.10`. */
  readonly runtime: string;
  /** Nothing is said where another version of the language runs it. */
  readonly anyVersion?: boolean;
  /** `file.function`, the file without its ending and relative to `dir`: `index.handler`, `src/main.run`. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** The environment variables of the function; FunctionGraph's `getUserData` reads the same ones. */
  readonly environment: Readonly<Record<string, string>>;
  /** `file.function` that runs once in each new instance, before its first event. */
  readonly initializer?: string;
  /** Absolute paths of the folders of its layers, the one that counts first, first. */
  readonly layers?: readonly string[];
  /** How long loading and the initializer may take together; without it `timeoutSeconds`. */
  readonly initializerTimeoutSeconds?: number;
  /** `file.function` that runs before an idle instance is ended. */
  readonly preStop?: string;
  readonly preStopTimeoutSeconds?: number;
  /** How many events one instance takes at a time; 1 where absent. */
  readonly instanceConcurrency?: number;
  /** How many instances are kept ready from the first event on. */
  readonly provisioned?: number;
}

/** How a function runs otherwise than its `function.json` says; `path` is the dotted path of the key there. */
export interface SpecRemark {
  readonly path: string;
  readonly what: Message;
}

/** Temporary credentials that a handler finds in its context. The sandbox makes them up; they open nothing. */
interface RunCredentials {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly securityToken: string;
}

/** What FunctionGraph's `context` tells the handler beyond the function's own settings. */
export interface FunctionGraphRun {
  readonly dialect: 'functionGraph';
  readonly projectId: string;
  readonly package: string;
  readonly functionName: string;
  /** The version that runs, `latest` or a published name; an alias is resolved before. */
  readonly version: string;
  /** The alias by which it was called, when it was called by one. */
  readonly alias?: string;
  readonly region: string;
  /** What `getToken` answers. */
  readonly token: string;
  readonly credentials: RunCredentials;
}

/** What Function Compute's `context` tells the handler beyond the function's own settings. */
export interface FunctionComputeRun {
  readonly dialect: 'functionCompute';
  readonly accountId: string;
  readonly functionName: string;
  /** The 2.0 service, `''` on 3.0. */
  readonly serviceName: string;
  readonly qualifier: string;
  readonly versionId: string;
  readonly logProject: string;
  readonly logStore: string;
  readonly region: string;
  readonly credentials: RunCredentials;
}

/** One event for one function. */
export interface RunRequest {
  readonly requestId: string;
  /** The event as it was sent: JSON text in UTF-8 on FunctionGraph, any bytes on Function Compute. */
  readonly event: Buffer;
  /** What differs between the service families. */
  readonly context: FunctionGraphRun | FunctionComputeRun;
  /** Where the log goes of what an instance does between events, as a request of its own. */
  readonly aside?: (requestId: string) => AsideLog;
}

/** The log of what an instance does between events: it is made ready, or its hook runs before it ends. */
export interface AsideLog {
  readonly write: (line: string) => void;
  /** The hook `preStop` begins. */
  readonly stopping: () => void;
  /** It has ended, or why it has not. */
  readonly stopped: (failure?: string) => void;
}

/**
 * The user's code failed. `stage` tells where: the handler was not found or could not be loaded, the initializer
 * failed, or the handler did (or the hook at the end of an instance). `handled` is true when the handler itself reported the error, by `callback(error)`.
 */
export interface RunFailure {
  readonly kind: 'failed';
  readonly stage: 'load' | 'initialize' | 'invoke';
  readonly handled: boolean;
  readonly errorType: string;
  readonly message: string;
  /** The stack as the language prints it, without the frames of the runtime. */
  readonly stack?: string;
  /** Where the code that could not be loaded is wrong, as far as the language tells. */
  readonly place?: CodePlace;
}

/** A place in a file of the function; line and column are 1-based. */
interface CodePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The debugger's side of a run: it has no time limit, and its instance is started for it and ends with it. */
export interface DebuggedRun {
  /** Aborted when the person stops debugging: the handler is killed, and that is how its run has failed. */
  readonly stop: AbortSignal;
  /** Folder with the Python package `debugpy`, where the interpreter may have none of its own. */
  readonly debugpy?: string;
  /** Told where a debugger can attach: the runtime waits for one before it loads the function. */
  waits(address: string): void;
}

/** How the handler's work ended. */
export type RunResult =
  /** `body` is the value as the service sends it: JSON on FunctionGraph; Function Compute sends text and bytes as they are. */
  | { readonly kind: 'returned'; readonly body: Buffer }
  | RunFailure
  | { readonly kind: 'timeout' }
  | { readonly kind: 'outOfMemory' }
  /** The process ended while the handler ran. `code` is null when a signal ended it, else `signal` is null. */
  | { readonly kind: 'exited'; readonly code: number | null; readonly signal: string | null }
  /** The value is longer than its service's `RESULT_LIMIT`. */
  | { readonly kind: 'tooLarge'; readonly bytes: number }
  /** The value has no JSON: a circular object, a BigInt, a Python set. */
  | { readonly kind: 'notSerialisable'; readonly message: string };

/** The end of an instance that nobody needs any more. */
export const KILLED: RunResult = { kind: 'exited', code: null, signal: 'SIGKILL' };

/** The numbers of a run. */
interface RunFigures {
  /** From the moment the runtime took the event to its end; neither waiting nor the cold start count. */
  readonly durationMs: number;
  /** The most that was seen in use, the runtime's own share included. */
  readonly memoryUsedMb: number;
  /** Whether an instance was started for this event. */
  readonly coldStart: boolean;
  /** How long starting, loading and the initializer took; 0 when the instance was warm. */
  readonly initMs: number;
}

export type RunOutcome = RunResult & RunFigures;

/**
 * The longest result that a handler may return, in bytes: 6 MB (FunctionGraph notes and constraints); Function Compute's
 * pages name 32 MB for what a synchronous call sends, which holds here for what it gets, too.
 */
export const RESULT_LIMIT = { functionGraph: 6 * 1024 * 1024, functionCompute: 32 * 1024 * 1024 } as const;
