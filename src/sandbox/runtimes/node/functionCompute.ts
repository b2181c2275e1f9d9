import { format } from 'node:util';
import { RESULT_LIMIT, type FunctionComputeRun, type FunctionSpec } from '../../runner/run';
import type { Dialect } from './dialect';

/** Function Compute: the event is a Buffer, `context` has fields, a string or Buffer travels as it is. */
export const functionCompute: Dialect = {
  event: (bytes) => bytes,
  resultLimit: RESULT_LIMIT.functionCompute,
  context: (spec, { requestId, context }) => contextOf(spec, requestId, context as FunctionComputeRun),
  body(value) {
    if (value === undefined || value === null) return Buffer.alloc(0);
    if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    const text = typeof value === 'string' ? value : (JSON.stringify(value) as string | undefined);
    return text === undefined ? undefined : Buffer.from(text);
  },
};

/** The context object of the Function Compute user guide, Node.js, "Context". */
function contextOf(spec: FunctionSpec, requestId: string, run: FunctionComputeRun) {
  const { accessKey, secretKey, securityToken } = run.credentials;
  const at =
    (level: string) =>
    (...args: readonly unknown[]): void =>
      console.log(`${new Date().toISOString()} ${requestId} [${level}] ${format(...args)}`);
  return {
    requestId,
    credentials: { accessKeyId: accessKey, accessKeySecret: secretKey, securityToken },
    function: {
      name: run.functionName,
      handler: spec.handler,
      memory: spec.memoryMb,
      timeout: spec.timeoutSeconds,
    },
    service: {
      name: run.serviceName,
      logProject: run.logProject,
      logStore: run.logStore,
      qualifier: run.qualifier,
      versionId: run.versionId,
    },
    region: run.region,
    accountId: run.accountId,
    logger: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), log: at('info') },
  };
}
