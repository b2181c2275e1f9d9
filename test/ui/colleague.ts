import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
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

  /** Starts a sandbox that FnDeck takes for any service. */
  static async start(): Promise<Colleague> {
    const child = spawn(process.execPath, [
      join(PROJECT, 'dist', 'sandbox.js'),
      ...['--parent', '--functions', join(PROJECT, 'media', 'samples')],
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
  async queues(name: string, payload: Readonly<Record<string, unknown>>): Promise<void> {
    expect((await this.ask('POST', name, payload, 'invocations-async')).ok).toBe(true);
  }

  /** How often the service was asked for a list of events. */
  async lists(): Promise<number> {
    const response = await fetch(`${this.ready.url}/sandbox/requests`, {
      headers: { 'x-auth-token': this.ready.token },
    });
    const { requests } = (await response.json()) as {
      readonly requests: readonly { readonly path: string }[];
    };
    return requests.filter(({ path }) => path.endsWith('/async-invocations')).length;
  }

  /** Makes the service fail: `operation:kind:often`; none: it works again. */
  async breaks(...faults: readonly string[]): Promise<void> {
    const response = await fetch(`${this.ready.url}/sandbox/faults`, {
      method: 'POST',
      headers: { 'x-auth-token': this.ready.token },
      body: JSON.stringify({ faults }),
    });
    expect(response.ok).toBe(true);
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

  /** `name`: with its group where that is another than `demo`, `orders/fails`. */
  private ask(
    method: string,
    name: string,
    body?: Readonly<Record<string, unknown>>,
    what = 'async-invoke-config',
  ): Promise<Response> {
    const { url, token, projectId, region } = this.ready;
    const [group, only] = name.includes('/') ? name.split('/') : ['demo', name];
    const urn = `urn:fss:${region}:${projectId}:function:${group ?? ''}:${only ?? ''}:latest`;
    return fetch(`${url}/v2/${projectId}/fgs/functions/${urn}/${what}`, {
      method,
      headers: { 'x-auth-token': token, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
  }
}
