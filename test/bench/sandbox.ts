import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import type { Connection, Secret } from '../../src/model/connection';
import { profileOf } from '../../src/model/services';
import { PROJECT } from '../harness/project.mjs';

/** A sandbox of its own process, with a connection to its first service. */
export interface Sandbox {
  readonly connection: Connection;
  readonly secret: Secret;
  readonly url: string;
  readonly token: string;
  /** The requests that it answered. */
  requests(): Promise<
    readonly { readonly method: string; readonly path: string; readonly operation: string }[]
  >;
  stop(): void;
}

interface Ready {
  readonly url: string;
  readonly token: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
  readonly projectId: string;
}

/** Starts dist/sandbox.js. `name` is the connection's, which the tree shows. */
export async function startSandbox(name: string, args: readonly string[]): Promise<Sandbox> {
  const child = spawn(process.execPath, [join(PROJECT, 'dist', 'sandbox.js'), '--parent', ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ready = await new Promise<Ready>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the sandbox ended with ${String(code)}`)));
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line) as Ready));
  });
  const { url, token, region, projectId, accessKeyId, secretAccessKey } = ready;
  const profile = profileOf('functiongraph-huawei');
  return {
    url,
    token,
    connection: {
      ...{ id: `bench-${name}`, name, service: profile.id, region, credential: 'keys', projectId },
      ...{ endpoint: url, iamEndpoint: url, logEndpoint: url },
    },
    secret: { kind: 'keys', accessKeyId, secretAccessKey },
    requests: async () => {
      const answer = await fetch(`${url}/sandbox/requests`, { headers: { 'X-Auth-Token': token } });
      return ((await answer.json()) as { requests: { method: string; path: string; operation: string }[] })
        .requests;
    },
    stop: () => child.kill('SIGTERM'),
  };
}
