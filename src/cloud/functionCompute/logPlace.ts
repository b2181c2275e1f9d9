import type { FunctionRef } from '../../model/functionRef';
import { isObject, type Json } from '../../model/json';
import { message } from '../../model/message';
import type { ServiceProfile } from '../../model/service';
import { CloudError } from '../errors';
import { textAt } from '../call/fields';

/** Where a function's log lines are kept. */
export interface LogPlace {
  readonly project: string;
  readonly logstore: string;
}

/** What selects a function's rows. */
export interface LogSource {
  readonly topic?: string;
  readonly query: string;
  readonly functionName: string;
}

/** A log project's name is the first label of the host that the signed query goes to (create_project of the log service). */
const PROJECT = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;
/** A Logstore's name is part of the path (Logstores of the log service). */
const LOGSTORE = /^[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$/;

/**
 * Where the lines of a function are kept, from the log configuration of its service (2.0) or itself (3.0). Throws a
 * CloudError: of kind `unavailable` where there is no such configuration, of kind `protocol` for names that the log
 * service cannot have given, since they decide which host is sent a signature and a security token.
 */
export function readLogPlace(owner: Json, profile: ServiceProfile): LogPlace {
  const config = isObject(owner) ? owner['logConfig'] : undefined;
  const project = textAt(config, 'project');
  const stores = isObject(config) ? config['logstore'] : undefined;
  const logstore = Array.isArray(stores)
    ? textAt((stores as readonly Json[])[0], 'name')
    : textAt(config, 'logstore');
  if (project !== undefined && logstore !== undefined) {
    const wrong = !PROJECT.test(project) ? project : !LOGSTORE.test(logstore) ? logstore : undefined;
    if (wrong === undefined) return { project, logstore };
    throw new CloudError({
      kind: 'protocol',
      service: profile.id,
      operation: 'GetLogs',
      sent: 'no',
      repeatable: false,
      summary: message('“{0}” cannot be the name of a log project or a Logstore.', wrong),
      hint: message('Check the log configuration of the function in the provider’s console.'),
    });
  }
  throw new CloudError({
    kind: 'unavailable',
    service: profile.id,
    operation: 'GetLogs',
    sent: 'no',
    repeatable: false,
    summary: message('The logs of this function are not collected.'),
    hint: message('Choose a log project and a Logstore in the provider’s console.'),
  });
}

/** Topic and search text that select a function's lines: 2.0 files them by service, 3.0 by function. */
export function logQueryOf(
  { group, name, qualifier }: FunctionRef,
  generation: '2016-08-15' | '2023-03-30',
): LogSource {
  const version = qualifier === 'LATEST' ? '' : ` and "${qualifier}"`;
  return generation === '2016-08-15'
    ? { topic: group, query: `${name}${version}`, functionName: name }
    : { query: `__topic__:"FCLogs:${name}"${version}`, functionName: name };
}
