// The part of the official SDK of API 2016-08-15 that the contract tests call; it comes without types.
declare module '@alicloud/fc2' {
  interface Answer {
    readonly headers: Readonly<Record<string, string | undefined>>;
    /** Parsed where the answer is JSON. */
    readonly data: unknown;
  }

  type Options = Readonly<Record<string, unknown>>;
  type Headers = Readonly<Record<string, string>>;

  export default class Client {
    constructor(
      accountId: string,
      config: {
        readonly accessKeyID: string;
        readonly accessKeySecret: string;
        readonly securityToken?: string;
        readonly region: string;
        readonly endpoint: string;
      },
    );
    get(path: string, query?: Options, headers?: Headers): Promise<Answer>;
    put(path: string, body?: unknown, headers?: Headers): Promise<Answer>;
    listServices(options?: Options): Promise<Answer>;
    getService(service: string, headers?: Headers, qualifier?: string): Promise<Answer>;
    listFunctions(service: string, options?: Options, headers?: Headers, qualifier?: string): Promise<Answer>;
    getFunction(service: string, name: string, headers?: Headers, qualifier?: string): Promise<Answer>;
    listVersions(service: string, options?: Options): Promise<Answer>;
    listAliases(service: string, options?: Options): Promise<Answer>;
    getFunctionAsyncConfig(service: string, name: string, qualifier?: string): Promise<Answer>;
    putFunctionAsyncConfig(
      service: string,
      name: string,
      qualifier: string | undefined,
      options: unknown,
    ): Promise<Answer>;
    deleteFunctionAsyncConfig(service: string, name: string, qualifier?: string): Promise<Answer>;
    listFunctionAsyncConfigs(service: string, name: string, options?: Options): Promise<Answer>;
    invokeFunction(
      service: string,
      name: string,
      event: string | Buffer,
      headers?: Headers,
      qualifier?: string,
    ): Promise<Answer>;
  }
}
