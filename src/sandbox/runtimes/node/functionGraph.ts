import { format } from 'node:util';
import { RESULT_LIMIT, type FunctionGraphRun, type FunctionSpec } from '../../runner/run';
import type { Dialect } from './dialect';

/** FunctionGraph: the event is the parsed JSON, `context` has getters, every value travels as JSON. */
export const functionGraph: Dialect = {
  event: (bytes) => JSON.parse(bytes.toString('utf8')) as unknown,
  resultLimit: RESULT_LIMIT.functionGraph,
  context: (spec, { requestId, context }) => contextOf(spec, requestId, context as FunctionGraphRun),
  body(value) {
    const text = value === undefined ? 'null' : (JSON.stringify(value) as string | undefined);
    return text === undefined ? undefined : Buffer.from(text);
  },
};

/** The context object of the FunctionGraph developer guide, Node.js, table "Context methods". */
function contextOf(spec: FunctionSpec, requestId: string, run: FunctionGraphRun) {
  const deadline = Date.now() + spec.timeoutSeconds * 1000;
  const logger = loggerOf(requestId);
  return {
    getRequestID: () => requestId,
    getRemainingTimeInMilliSeconds: () => deadline - Date.now(),
    getAccessKey: () => run.credentials.accessKey,
    getSecretKey: () => run.credentials.secretKey,
    getSecurityAccessKey: () => run.credentials.accessKey,
    getSecuritySecretKey: () => run.credentials.secretKey,
    getSecurityToken: () => run.credentials.securityToken,
    getToken: () => run.token,
    getUserData: (key: string) => spec.environment[key],
    getFunctionName: () => run.functionName,
    getPackage: () => run.package,
    getProjectID: () => run.projectId,
    getVersion: () => run.version,
    getAlias: () => run.alias ?? '',
    getRunningTimeInSeconds: () => spec.timeoutSeconds,
    getMemorySize: () => spec.memoryMb,
    /** Millicores: 200, and 100 for each 128 MB. */
    getCPUNumber: () => 200 + (spec.memoryMb / 128) * 100,
    getLogger: () => logger,
    getWorkflowID: () => '',
    getWorkflowRunID: () => '',
    getWorkflowStateID: () => '',
  };
}

const LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const;
type Level = (typeof LEVELS)[number];

/** The logger of the context: time, request id, level and text in a line; `debug` is silent until `setLevel('DEBUG')`. */
function loggerOf(requestId: string) {
  let least: Level = 'INFO';
  const at =
    (level: Level) =>
    (...args: readonly unknown[]): void => {
      if (LEVELS.indexOf(level) < LEVELS.indexOf(least)) return;
      console.log(`${new Date().toISOString()} ${requestId} ${level} ${format(...args)}`);
    };
  return {
    setLevel(level: string): void {
      least = LEVELS.find((known) => known === level) ?? least;
    },
    debug: at('DEBUG'),
    info: at('INFO'),
    warn: at('WARN'),
    error: at('ERROR'),
  };
}
