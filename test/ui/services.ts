/** What the main job meets on one service of the sandbox. */
export interface Service {
  /** Name of the connection in the tree. */
  readonly connection: string;
  /** The group of the function, where the service has groups. */
  readonly group?: string;
  /** The unpublished version. */
  readonly latest: string;
  /** Whether a function shares the versions of its group, so that invoking it asks for one. */
  readonly asksVersion?: boolean;
  /** Heading of the editor. */
  readonly title: string;
  readonly destination: {
    /** Value of the choice. */
    readonly kind: string;
    /** What is typed, by label. */
    readonly fields: Readonly<Record<string, string>>;
    /** What picture and request then show of it. */
    readonly shown: string;
  };
  /** The config in the tree after saving. */
  readonly summary: string;
}

const FUNCTION_GRAPH = {
  group: 'orders',
  latest: 'latest',
  title: 'orders/fails@latest',
  destination: { kind: 'OBS', fields: { Bucket: 'failed-orders' }, shown: 'failed-orders' },
  summary: '1 h · 2 retries · ✗ OBS',
};

export const HUAWEI: Service = { ...FUNCTION_GRAPH, connection: 'Sandbox · Huawei Cloud' };

export const OTC: Service = { ...FUNCTION_GRAPH, connection: 'Sandbox · Open Telekom Cloud' };

const FUNCTION_COMPUTE = {
  latest: 'LATEST',
  destination: {
    kind: 'mns-queue',
    fields: { Region: 'cn-shanghai', Queue: 'failed-orders' },
    shown: 'failed-orders',
  },
  summary: '1 d · 2 retries · ✗ SMQ queue',
};

export const FC2: Service = {
  ...FUNCTION_COMPUTE,
  connection: 'Sandbox · Function Compute 2.0',
  group: 'orders',
  asksVersion: true,
  title: 'orders/fails@LATEST',
};

export const FC3: Service = {
  ...FUNCTION_COMPUTE,
  connection: 'Sandbox · Function Compute 3.0',
  title: 'fails@LATEST',
};
