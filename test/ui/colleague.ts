import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PROJECT } from '../harness/project.mjs';
import { expect } from './fixtures';
import type { Workbench } from './workbench';

/** What a sandbox says of itself when it is ready. */
export interface Ready {
  readonly url: string;
  readonly token: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly projectId: string;
  readonly region: string;
  readonly user: string;
  readonly password: string;
  readonly domain: string;
  readonly services: readonly {
    readonly service: string;
    readonly region: string;
    readonly projectId?: string;
    readonly accountId?: string;
    readonly accessKeyId?: string;
    readonly secretAccessKey?: string;
  }[];
}

/** A service that FnDeck did not start, and somebody else who works on it through its own API. */
export class Colleague {
  private constructor(
    private readonly process: ChildProcess,
    readonly ready: Ready,
  ) {}

  /** Starts a sandbox that FnDeck takes for any service, with the samples where `options`, its command line, name no other. */
  static async start(...options: readonly string[]): Promise<Colleague> {
    const samples = options.includes('--functions') ? [] : ['--functions', join(PROJECT, 'media', 'samples')];
    const script = join(PROJECT, 'dist', 'sandbox.js');
    const child = spawn(process.execPath, [script, '--parent', ...samples, ...options]);
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    return new Colleague(child, JSON.parse(line) as Ready);
  }

  stop(): void {
    this.process.kill();
  }

  /** What the service holds for the newest version of a function. */
  async holds(name: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    const response = await this.ask('GET', name);
    return response.ok ? ((await response.json()) as Readonly<Record<string, unknown>>) : undefined;
  }

  /** Changes a config behind FnDeck's back. */
  async puts(name: string, body: Readonly<Record<string, unknown>>): Promise<void> {
    expect((await this.ask('PUT', name, body)).ok).toBe(true);
  }

  /** Sends an event to the newest version of a function. */
  async queues(name: string, payload: Readonly<Record<string, unknown>> | null): Promise<void> {
    expect((await this.ask('POST', name, payload, 'invocations-async')).ok).toBe(true);
  }

  /** How often the service was asked for something: `invokeAsync`, `listAsyncInvocations`. */
  async asked(operation: string): Promise<number> {
    const { requests } = await this.control<{
      readonly requests: readonly { readonly operation?: string }[];
    }>('requests');
    return requests.filter((request) => request.operation === operation).length;
  }

  /** The paths of the configs that were put, oldest first. */
  async configPuts(): Promise<readonly string[]> {
    const { requests } = await this.control<{
      readonly requests: readonly { readonly operation?: string; readonly path: string }[];
    }>('requests');
    return requests.filter(({ operation }) => operation === 'putAsyncConfig').map(({ path }) => path);
  }

  /** Forgets what was asked so far. */
  async forgets(): Promise<void> {
    await this.control('requests', undefined, 'DELETE');
  }

  /** Makes the service fail: `operation:kind:often`; none: it works again. */
  async breaks(...faults: readonly string[]): Promise<void> {
    await this.control('faults', { faults });
  }

  /** Waits until the only event there is waits after so many failed attempts, and gives its id. */
  async waits(failed: number): Promise<string> {
    interface Clock {
      readonly waiting: readonly { readonly ids: readonly string[]; readonly failed: number }[];
    }
    let ids: readonly string[] = [];
    await expect(async () => {
      const { waiting } = await this.control<Clock>('clock');
      expect(waiting.map((event) => event.failed)).toEqual([failed]);
      ids = waiting[0]?.ids ?? [];
    }).toPass({ timeout: 15_000 });
    return ids[0] ?? '';
  }

  /** Lets its next attempt happen now, or its age limit. */
  async skips(failed: number, to: 'attempt' | 'age' = 'attempt'): Promise<void> {
    await this.waits(failed);
    await this.control('clock', { skip: to });
  }

  /** Holds that no event waits for another attempt. */
  async waitsForNone(): Promise<void> {
    expect((await this.control<{ readonly waiting: readonly unknown[] }>('clock')).waiting).toEqual([]);
  }

  /** Ends all tokens that the service has issued. */
  async expires(): Promise<void> {
    await this.control('tokens/expire', {});
  }

  /** The records that destinations got, as text, oldest first. */
  async delivered(): Promise<readonly string[]> {
    const { deliveries } = await this.control<{ readonly deliveries: readonly { readonly file: string }[] }>(
      'deliveries',
    );
    return deliveries.map(({ file }) => readFileSync(file, 'utf8')).reverse();
  }

  /** Answers the questions of "Add Connection" for this service, with an access key. */
  async connect(workbench: Workbench, connection: string, mark = 'Not marked'): Promise<void> {
    const { accessKeyId, secretAccessKey } = this.ready;
    await this.beginConnection(workbench, 'Huawei Cloud FunctionGraph', this.ready.region);
    await workbench.choose('signs in', 'Access key');
    await workbench.answer('Access key ID', accessKeyId);
    await workbench.answer('Secret access key', secretAccessKey);
    await this.endConnection(workbench, this.ready.projectId, connection, mark);
  }

  /** The same for Open Telekom Cloud, with a password: FnDeck fetches tokens with it. */
  async signIn(workbench: Workbench, connection: string): Promise<void> {
    const { domain, user, password, services } = this.ready;
    const otc = services.find(({ service }) => service === 'functiongraph-otc');
    if (!otc) throw new Error('the sandbox has no Open Telekom Cloud');
    await this.beginConnection(workbench, 'Open Telekom Cloud FunctionGraph', otc.region);
    await workbench.choose('signs in', 'IAM user and password');
    await workbench.answer('Account name', domain);
    await workbench.answer('IAM user name', user);
    await workbench.answer('Password of the IAM user', password);
    await workbench.answer('multi-factor', '');
    await this.endConnection(workbench, otc.projectId ?? '', connection, 'Not marked');
  }

  private async beginConnection(workbench: Workbench, service: string, region: string): Promise<void> {
    const { url } = this.ready;
    await workbench.command('FnDeck: Add Connection', { asks: true });
    await workbench.choose('Where the functions are', service);
    await workbench.choose('Region of', 'Custom Endpoints');
    await workbench.answer('Region ID', region);
    await workbench.answer('Endpoint of the function service', url);
    await workbench.answer('IAM endpoint', url);
    await workbench.answer('Endpoint of the log service', url);
  }

  private async endConnection(
    workbench: Workbench,
    projectId: string,
    connection: string,
    mark: string,
  ): Promise<void> {
    await workbench.answer('Project ID', projectId);
    await workbench.answer('Name of the connection', connection);
    await workbench.choose('How careful', mark);
    await expect(workbench.notification(`Connected to ${this.ready.url}`).first()).toBeVisible();
  }

  /** `name`: with its group where that is another than `demo`, and its version: `orders/fails`, `hello-node@v2`. */
  private ask(
    method: string,
    name: string,
    body?: Readonly<Record<string, unknown>> | null,
    what = 'async-invoke-config',
  ): Promise<Response> {
    const { url, token, projectId, region } = this.ready;
    const [, group = 'demo', only = '', version = 'latest'] =
      /^(?:(.+)\/)?([^@]+)(?:@(.+))?$/.exec(name) ?? [];
    const urn = `urn:fss:${region}:${projectId}:function:${group}:${only}:${version}`;
    return fetch(`${url}/v2/${projectId}/fgs/functions/${urn}/${what}`, {
      method,
      headers: { 'x-auth-token': token, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  /** Asks the sandbox itself; with a body it is told something. */
  private async control<T>(
    path: string,
    body?: Readonly<Record<string, unknown>>,
    method = body ? 'POST' : 'GET',
  ): Promise<T> {
    const response = await fetch(`${this.ready.url}/sandbox/${path}`, {
      method,
      headers: { 'x-auth-token': this.ready.token },
      ...(body && { body: JSON.stringify(body) }),
    });
    expect(response.ok).toBe(true);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }
}
