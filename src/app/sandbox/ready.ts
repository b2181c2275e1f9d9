import { isObject, type Json } from '../../model/json';
import { isServiceId, profileOf, sandboxId } from '../../model/services';
import type { Account } from '../../model/connection';
import { message, translate, type Say } from '../../model/message';

/** What the sandbox prints when it is ready: where it listens and with which credentials, new at each start. */
export interface Ready {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly token: string;
  readonly services: readonly {
    readonly service: string;
    readonly region: string;
    readonly projectId?: string;
    readonly accountId?: string;
    /** Keys of its own; without them those at the top. */
    readonly accessKeyId?: string;
    readonly secretAccessKey?: string;
  }[];
  /** All that the line says, for scripts. */
  readonly line: Readonly<Record<string, Json>>;
}

/** Reads the ready line; undefined for any other output. */
export function readReady(line: string): Ready | undefined {
  const value = parsed(line);
  if (!isObject(value)) return undefined;
  const [url, accessKeyId, secretAccessKey, token] = [
    value['url'],
    value['accessKeyId'],
    value['secretAccessKey'],
    value['token'],
  ];
  if (typeof url !== 'string' || typeof token !== 'string') return undefined;
  if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string') return undefined;
  const services = Array.isArray(value['services']) ? value['services'].flatMap(readService) : [];
  return services.length === 0
    ? undefined
    : { url, accessKeyId, secretAccessKey, token, services, line: value };
}

/** The connections to a running sandbox, one for each service that it and this build know, named in the language of `say`. */
export function sandboxAccounts({ url, services, ...top }: Ready, say: Say = translate): readonly Account[] {
  return services.flatMap(({ service, region, projectId, accountId, ...own }): Account[] => {
    if (!isServiceId(service)) return [];
    return [
      {
        connection: {
          id: sandboxId(service),
          name: say(message('Sandbox · {0}', profileOf(service).shortLabel)),
          service,
          region,
          credential: 'keys',
          endpoint: url,
          iamEndpoint: url,
          logEndpoint: url,
          ...(projectId !== undefined && { projectId }),
          ...(accountId !== undefined && { accountId }),
        },
        secret: {
          kind: 'keys',
          accessKeyId: own.accessKeyId ?? top.accessKeyId,
          secretAccessKey: own.secretAccessKey ?? top.secretAccessKey,
        },
      },
    ];
  });
}

function readService(value: Json): Ready['services'] {
  if (!isObject(value)) return [];
  const { service, region, projectId, accountId, accessKeyId, secretAccessKey } = value;
  if (typeof service !== 'string' || typeof region !== 'string') return [];
  return [
    {
      service,
      region,
      ...(typeof projectId === 'string' && { projectId }),
      ...(typeof accountId === 'string' && { accountId }),
      ...(typeof accessKeyId === 'string' && { accessKeyId }),
      ...(typeof secretAccessKey === 'string' && { secretAccessKey }),
    },
  ];
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
