import type { FunctionId, FunctionRef } from '../../model/functionRef';

/** A call to Function Compute before it is signed. */
export interface Call {
  /** The API's own name of the operation, for `x-acs-action`, the log and errors. */
  readonly action: string;
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Management goes to `fcv3.{region}`, invocation to the account's host; 2.0 has only the latter. */
  readonly host: 'management' | 'account';
  /** Path segments after the API version, not encoded. */
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What differs between the two API versions: where things are, never what they mean. */
export interface Dialect {
  readonly version: '2016-08-15' | '2023-03-30';
  /** Header that carries the task id of an asynchronous invocation, in both directions. */
  readonly taskHeader: string;
  /** Pages of services; undefined where functions stand alone. */
  readonly listServices?: (nextToken: string | undefined) => Call;
  listFunctions(group: string, nextToken: string | undefined): Call;
  getFunction(ref: FunctionRef): Call;
  /** Where the log project and store are kept: the service in 2.0, the function in 3.0. */
  getLogOwner(ref: FunctionRef): Call;
  listVersions(id: FunctionId, nextToken: string | undefined): Call;
  listAliases(id: FunctionId, nextToken: string | undefined): Call;
  asyncConfig(ref: FunctionRef, method: 'GET' | 'PUT' | 'DELETE'): Call;
  listAsyncConfigs(id: FunctionId, nextToken: string | undefined): Call;
  invoke(ref: FunctionRef): Call;
  getTask(ref: FunctionRef, taskId: string): Call;
  stopTask(ref: FunctionRef, taskId: string): Call;
  /** ARN of a ref by this version's grammar, of the function with an empty qualifier; the colon form, which every example but one has. */
  arn(ref: FunctionRef, region: string, account: string): string;
}

/** Largest page that both versions allow. */
const PAGE = '100';

/** The query of a list call. The default page size is not documented everywhere, so it is always sent. */
export function page(nextToken: string | undefined): Record<string, string> {
  return { limit: PAGE, ...(nextToken !== undefined && { nextToken }) };
}
