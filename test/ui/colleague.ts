import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PROJECT } from '../harness/project.mjs';
import { expect } from './fixtures';
import type { Workbench } from './workbench';

interface Ready {
  readonly url: string;
  readonly token: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly projectId: string;
  readonly region: string;
}

/** A service that FnDeck did not start, and somebody else who works on it through its own API. */
export class Colleague {
  private constructor(
    private readonly process: ChildProcess,
    private readonly ready: Ready,
  ) {}

  /** Starts a sandbox that FnDeck takes for any service; `options` are more of its command line. */
  static async start(...options: readonly string[]): Promise<Colleague> {
    const child = spawn(process.execPath, [
      join(PROJECT, 'dist', 'sandbox.js'),
      ...['--parent', '--functions', join(PROJECT, 'media', 'samples')],
      ...options,
    ]);
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
  async waits(failed: number, timeout = 15_000): Promise<string> {
    interface Clock {
      readonly waiting: readonly { readonly ids: readonly string[]; readonly failed: number }[];
    }
    let ids: readonly string[] = [];
    await expect(async () => {
      const { waiting } = await this.control<Clock>('clock');
      expect(waiting.map((event) => event.failed)).toEqual([failed]);
      ids = waiting[0]?.ids ?? [];
    }).toPass({ timeout });
    return ids[0] ?? '';
  }

  /** Lets its next attempt happen now. */
  async skips(failed: number): Promise<void> {
    await this.waits(failed);
    await this.control('clock', { skip: 'attempt' });
  }

  /** The records that destinations got, as text, oldest first. */
  async delivered(): Promise<readonly string[]> {
    const { deliveries } = await this.control<{ readonly deliveries: readonly { readonly file: string }[] }>(
      'deliveries',
    );
    return deliveries.map(({ file }) => readFileSync(file, 'utf8')).reverse();
  }

  /** Answers the questions of "Add Connection" for this service. */
  async connect(workbench: Workbench, connection: string, mark = 'Not marked'): Promise<void> {
    const { url, region, accessKeyId, secretAccessKey, projectId } = this.ready;
    const choose = async (question: RegExp, label: string) => {
      await expect(workbench.quickInput()).toHaveAttribute('placeholder', question);
      await workbench.quickInput().fill(label);
      await workbench.option(new RegExp(label)).first().click();
    };
    const answer = async (question: string, text: string) => {
      await expect(workbench.page.locator('.quick-input-message')).toContainText(question);
      await workbench.quickInput().fill(text);
      await workbench.page.keyboard.press('Enter');
    };
    await workbench.command('FnDeck: Add Connection', { asks: true });
    await choose(/Where the functions are/, 'Huawei Cloud FunctionGraph');
    await choose(/Region of/, 'Custom addresses');
    await answer('Region id', region);
    await answer('Address of the function service', url);
    await answer('Address of IAM', url);
    await answer('Address of the log service', url);
    await choose(/signs in/, 'Access key');
    await answer('Access key id', accessKeyId);
    await answer('Secret access key', secretAccessKey);
    await answer('Project id', projectId);
    await answer('Name of the connection', connection);
    await choose(/How careful/, mark);
    await expect(workbench.notification(`Reached ${url}`)).toBeVisible();
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
