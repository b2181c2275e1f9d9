import type { RequestLine } from '../../cloud/door';
import type { Connection } from '../../model/connection';
import { inSentences, message, type Message, type Say } from '../../model/message';
import { profileOf, SERVICES } from '../../model/services';

/** A request that was sent, as the log remembers it. */
export interface LoggedRequest extends RequestLine {
  readonly connection: Pick<Connection, 'service'>;
  /** Unix milliseconds. */
  readonly at: number;
}

/** What a report is made of. Whatever may be a secret, a name or a service's own words is not taken from here. */
interface ReportFacts {
  /** What runs where: `FnDeck`, `1.0.0`. */
  readonly versions: readonly (readonly [name: string, version: string])[];
  readonly connections: readonly Connection[];
  readonly isSandbox: (id: string) => boolean;
  /** Settings of FnDeck that are not as they are by default, by their names. */
  readonly settings: readonly ChangedSetting[];
  /** The oldest first. */
  readonly requests: readonly LoggedRequest[];
  /** Address for problems, of package.json; undefined where it has none. */
  readonly address: string | undefined;
}

/** A setting that was changed. */
interface ChangedSetting {
  readonly name: string;
  /** Present where it can be no secret and no name: a switch, a number, one of a few words. */
  readonly value?: string;
}

/** What package.json says of a setting. */
export interface SettingSchema {
  readonly type?: unknown;
  readonly enum?: readonly unknown[];
}

/** The setting with its value where that can be no secret and no name. */
export function changedSetting(
  name: string,
  value: unknown,
  { type, enum: words }: SettingSchema,
): ChangedSetting {
  const isPlain =
    (type === 'boolean' && typeof value === 'boolean') ||
    ((type === 'number' || type === 'integer') && typeof value === 'number') ||
    words?.includes(value) === true;
  return { name, ...(isPlain && { value: JSON.stringify(value) }) };
}

/**
 * A problem report as Markdown: it holds what FnDeck and VS Code say of themselves, and of each request the call, how it
 * ended and whether it went to the vendor. Nothing in it is taken from a text of a person or a service.
 */
export function problemReport(facts: ReportFacts, say: Say): string {
  const { versions, settings, requests, connections, address } = facts;
  const list = (lines: readonly string[]) =>
    lines.length > 0 ? lines.map((line) => `- ${line}`) : [say(NONE)];
  const sections: readonly (readonly [Message, readonly string[]])[] = [
    [
      message('What Happened'),
      [say(message('What you did, what you expected, and what happened instead:')), '', '', ''],
    ],
    [message('Versions'), list(versions.map(([name, version]) => `${name}: ${version}`))],
    [message('Connections'), list(connections.map((each) => connectionLine(each, facts, say)))],
    [
      message('Settings Other than the Defaults'),
      list(
        settings.map(
          ({ name, value }) => `\`${name}\`: ${value === undefined ? say(CHANGED) : `\`${value}\``}`,
        ),
      ),
    ],
    [
      message('The Last Requests (UTC)'),
      requests.length > 0
        ? ['```text', ...requests.map((line) => requestLine(line, say)), '```']
        : [say(NONE)],
    ],
    [message('Where to Send It'), [say(whereTo(address))]],
  ];
  return [
    `# ${say(message('FnDeck: a problem'))}`,
    '',
    `> ${inSentences(INTRODUCTION.map(say))}`,
    ...sections.flatMap(([title, lines]) => ['', `## ${say(title)}`, '', ...lines]),
    '',
  ].join('\n');
}

const NONE = message('None.');
const CHANGED = message('changed; the value is not told');

const INTRODUCTION: readonly Message[] = [
  message('Look at this before you send it to anybody: FnDeck sends nothing by itself.'),
  message(
    'It has no secrets, no names and IDs of connections, projects, accounts and functions, no addresses of your own, no payloads, results and log lines, and nothing that a service said.',
  ),
  message(
    'Request IDs are left out, too. Only the support of your cloud provider can use them: “Show Request Log” has them.',
  ),
];

function whereTo(address: string | undefined): Message {
  return address === undefined
    ? message('Send it to those from whom you have FnDeck; its file SUPPORT.md says what else helps.')
    : message('Open an issue at {0}; the file SUPPORT.md of FnDeck says what else helps.', address);
}

const CREDENTIALS: Readonly<Record<Connection['credential'], Message>> = {
  keys: message('access key'),
  temporaryKeys: message('temporary access key'),
  password: message('user and password'),
  token: message('token'),
  profile: message('profile of another tool'),
};

function connectionLine(
  connection: Connection,
  { isSandbox }: Pick<ReportFacts, 'isSandbox'>,
  say: Say,
): string {
  const { id, service, credential, endpoint, iamEndpoint, logEndpoint, guard } = connection;
  const own = [endpoint, iamEndpoint, logEndpoint].some((each) => each !== undefined);
  const parts: readonly (Message | undefined)[] = [
    profileOf(service).label,
    CREDENTIALS[credential],
    isSandbox(id) ? message('sandbox') : own ? message('custom endpoints') : undefined,
    guard === 'readOnly' ? message('read-only') : guard === 'confirm' ? message('production') : undefined,
  ];
  return parts.flatMap((part) => (part ? say(part) : [])).join(' · ');
}

function requestLine(request: LoggedRequest, say: Say): string {
  const { at, connection, operation, method, url, status, ms, code, failed } = request;
  const outcome = [status, failed, codeOf(code)].filter((part) => part !== undefined).join(' ');
  const time = new Date(at).toISOString().slice(11, 19);
  const where = placeOf(url, say);
  return `${time} ${connection.service} ${operation} ${method} ${where} → ${outcome} (${Math.round(ms)} ms)`;
}

/** Domains of the vendors; what stands before them may be an account or a project. */
const DOMAINS = [
  ...new Set(SERVICES.flatMap(({ domains = [] }) => domains.map(({ domain }) => domain))),
  'aliyuncs.com',
];

/** Where a request went, as far as that is nobody's own. */
function placeOf(url: string, say: Say): string {
  const host = new URL(url).hostname;
  if (/^(localhost|127\.[\d.]+|\[::1\])$/.test(host)) return say(message('this computer'));
  return DOMAINS.find((each) => host.endsWith(`.${each}`)) ?? say(message('another host'));
}

/** Codes of FunctionGraph, its gateway and its neighbours have one form; of Function Compute's, those that are known. */
const NUMBERED = /^(?:FSS|APIGW|APIG|IAM|LTS)\.\d{4}$/;
const NAMED: readonly string[] = [
  ...['AccessDenied', 'InvalidAccessKeyID', 'InvalidAccessKeyId', 'InvalidAccessKeyId.NotFound'],
  ...['SignatureNotMatch', 'SignatureDoesNotMatch', 'IncompleteSignature', 'MissingRequiredHeader'],
  ...['InvalidSecurityToken', 'InvalidSecurityToken.Expired', 'InvalidArgument', 'ServiceNotFound'],
  ...['FunctionNotFound', 'AliasNotFound', 'VersionNotFound', 'AsyncConfigNotExists', 'ProjectNotExist'],
  ...['LogStoreNotExist', 'InvalidDestinationResources', 'EntityTooLarge', 'ResourceThrottled', 'Throttling'],
  ...['ConcurrentUpdateError', 'InternalServerError', 'ServiceUnavailable', 'PathNotSupported'],
];

/** The code of a refusal, where it is one that documents have: a service may write anything there. */
function codeOf(code: string | undefined): string | undefined {
  if (code === undefined) return undefined;
  return NUMBERED.test(code) || NAMED.includes(code) ? code : '?';
}
