import type { Finding } from '../finding';
import { isObject } from '../json';
import { message, type Message } from '../message';

/** How loudly a rule speaks: `error` keeps a config from being saved, `off` is silent. */
export type Level = 'off' | 'info' | 'warning' | 'error';

const LEVELS: readonly Level[] = ['off', 'info', 'warning', 'error'];

/** The levels that a person has chosen, by the rule's id; a rule that is not named has its own. */
export type Levels = Readonly<Record<string, Level>>;

/** Something that FnDeck looks for in config documents. */
interface Rule {
  /** Part of the setting, so it never changes. */
  readonly id: RuleId;
  /** Why it matters. */
  readonly reason: Message;
  /** The document that says so. */
  readonly source: { readonly title: string; readonly url?: string };
  readonly level: Exclude<Level, 'off'>;
}

export type RuleId =
  | 'own-destination'
  | 'destination-cycle'
  | 'other-region'
  | 'malformed-target'
  | 'missing-target'
  | 'no-failure-destination'
  | 'no-failure-destination-no-retry'
  | 'age-too-short'
  | 'kept-for-ever'
  | 'doubtful-range'
  | 'unused-alias';

const NOTIFICATION = {
  title: 'Huawei Cloud, FunctionGraph user guide, “Asynchronous Notification Policy”',
  url: 'https://support.huaweicloud.com/intl/en-us/usermanual-functiongraph/functiongraph_01_0390_03.html',
};
const PUT_CONFIG = {
  title: 'Open Telekom Cloud, FunctionGraph API reference, “Configuring Asynchronous Execution Notification”',
  url: 'https://docs.otc.t-systems.com/function-graph/api-ref/apis/asynchronous_execution_notification/',
};
const FC_PUT_CONFIG = 'Alibaba Cloud, Function Compute, PutAsyncInvokeConfig';

/** All rules, in the order in which they are listed. */
export const RULES: readonly Rule[] = [
  {
    id: 'own-destination',
    level: 'warning',
    reason: message(
      'A function that is its own destination may call itself forever, and is billed each time.',
    ),
    source: NOTIFICATION,
  },
  {
    id: 'destination-cycle',
    level: 'warning',
    reason: message('Functions that are each other’s destinations may call each other forever.'),
    source: NOTIFICATION,
  },
  {
    id: 'other-region',
    level: 'warning',
    reason: message(
      'A target is addressed within its region: a config in one region does not reach into another.',
    ),
    source: { title: 'FunctionGraph error codes, FSS.1151; Function Compute, destination pages' },
  },
  {
    id: 'malformed-target',
    level: 'error',
    reason: message('A URN, ARN or name of another form names no target.'),
    source: { title: `${PUT_CONFIG.title}; ${FC_PUT_CONFIG}` },
  },
  {
    id: 'missing-target',
    level: 'warning',
    reason: message('The complete list of the connection’s functions has no such function.'),
    source: { title: 'The service’s own list of functions' },
  },
  {
    id: 'no-failure-destination',
    level: 'info',
    reason: message('An event that still fails after the last retry is discarded, and nobody is told.'),
    source: NOTIFICATION,
  },
  {
    id: 'no-failure-destination-no-retry',
    level: 'warning',
    reason: message('Without retry and failure destination, the first failure loses the event.'),
    source: NOTIFICATION,
  },
  {
    id: 'age-too-short',
    level: 'warning',
    reason: message('An event that has grown older than the age limit is dropped, though retries are left.'),
    source: { title: `${PUT_CONFIG.title}; ${FC_PUT_CONFIG}` },
  },
  {
    id: 'kept-for-ever',
    level: 'info',
    reason: message('Records that never expire pile up in the bucket and are paid for.'),
    source: PUT_CONFIG,
  },
  {
    id: 'doubtful-range',
    level: 'warning',
    reason: message(
      'The service’s documents disagree about this range. The service may change or reject this value.',
    ),
    source: { title: `${PUT_CONFIG.title} (requests and responses); ${FC_PUT_CONFIG}` },
  },
  {
    id: 'unused-alias',
    level: 'warning',
    reason: message(
      'Asynchronous configs belong to versions: an alias uses that of the version it points to.',
    ),
    source: { title: 'Huawei Cloud, FunctionGraph user guide, “函数异步配置”' },
  },
];

/** The rule of an id. Throws a RangeError for an id that is none. */
export function ruleOf(id: string): Rule {
  const found = RULES.find((rule) => rule.id === id);
  if (!found) throw new RangeError(`no such rule: ${id}`);
  return found;
}

/** Findings with the severities that a person has chosen for their rules; those of rules that are off are left out. */
export function levelled(findings: readonly Finding[], levels: Levels): Finding[] {
  return findings.flatMap((finding) => {
    const level = finding.rule === undefined ? undefined : levels[finding.rule];
    if (level === undefined) return [finding];
    return level === 'off' ? [] : [{ ...finding, severity: level }];
  });
}

/** The levels in a setting of any form; what is no level of a rule is left out. */
export function readLevels(setting: unknown): Levels {
  if (!isObject(setting)) return {};
  const chosen = RULES.flatMap(({ id }): [RuleId, Level][] => {
    const level = LEVELS.find((one) => one === setting[id]);
    return level === undefined ? [] : [[id, level]];
  });
  return Object.fromEntries(chosen);
}
