import type { AsyncConfig } from '../../cloud/config/asyncConfig';
import type { FunctionSummary } from '../../cloud/functionSummary';
import type { Say } from '../../model/changes';
import { readView, type ConfigView } from '../../model/configDocument';
import { destinationInWords, type Destination } from '../../model/destination';
import { duration } from '../../model/duration';
import { knownFields } from '../../model/fields';
import { hasErrors, type Finding } from '../../model/finding';
import { dateAndTime, plain } from '../../model/invocation/outputText';
import { printJson, type Json } from '../../model/json';
import { functionTarget } from '../../model/lint/functionTarget';
import { lint } from '../../model/lint/lint';
import type { Levels } from '../../model/lint/rules';
import type { Surroundings } from '../../model/lint/surroundings';
import { message } from '../../model/message';
import type { NumberField, ServiceProfile } from '../../model/service';
import type { OverviewLine } from '../../webview/overview/protocol';
import type { FileMark } from '../code/configFiles';
import { fileStateInWords, type FileState } from '../code/fileState';
import { readServiceTime } from '../configs/revision';

/** A config of an overview: what it says, what is to be said of it, and how a row shows that. */
export interface ConfigRow {
  readonly config: AsyncConfig;
  readonly view: ConfigView;
  /** In effect: the service's default where the config leaves them out; undefined where it says no number. */
  readonly age: number | undefined;
  readonly retries: number | undefined;
  /** Unix milliseconds; undefined where the service tells no time that can be read. */
  readonly changedAt: number | undefined;
  readonly findings: readonly Finding[];
  readonly file: FileState | undefined;
  readonly line: OverviewLine;
  /** All its words, as `searchable` gives them. */
  readonly words: string;
}

/** Where a row's config comes from, and the reader's language. */
export interface RowContext {
  readonly profile: ServiceProfile;
  readonly region: string;
  readonly say: Say;
  /** The person's levels of the rules. */
  readonly levels: () => Levels;
}

/** Whether what is wrong with a config depends on others: it hands events on to functions. */
export function hasTargets({ view }: ConfigRow, profile: ServiceProfile): boolean {
  return [view.success, view.failure].some((to) => to && functionTarget(profile, to) !== undefined);
}

/** The row of a config. `summary`: its function, where it is known; `around`: the others of the overview. */
export function configRow(
  id: number,
  config: AsyncConfig,
  summary: FunctionSummary | undefined,
  mark: FileMark | undefined,
  { profile, region, say, levels }: RowContext,
  around: Surroundings = {},
): ConfigRow {
  const { ref, document, lastModified } = config;
  const view = readView(profile, document);
  const { age, retries } = knownFields(profile);
  const { urn: self, timeoutSeconds } = summary ?? {};
  const findings = lint(profile, document, {
    ...(self !== undefined && { self }),
    ...{ region, serviceCopy: document, levels: levels() },
    around: {
      ...around,
      qualifier: ref.qualifier,
      ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    },
  });
  const number = (field: NumberField, known: number | undefined, inWords: (value: number) => string) => {
    if (known !== undefined) return inWords(known);
    const given: Json | undefined = document[field.key];
    return given === undefined ? say(message('{0} (default)', inWords(field.byDefault))) : printJson(given);
  };
  const target = (destination: Destination | undefined): string =>
    destination ? say(destinationInWords(profile, destination)) : '';
  const texts = {
    function: ref.group === '' ? ref.name : `${ref.group}/${ref.name}`,
    qualifier: ref.qualifier,
    age: number(age, view.age, (seconds) => say(duration(seconds))),
    retries: number(retries, view.retries, String),
    success: target(view.success),
    failure: target(view.failure),
    record: view.record === undefined ? '' : say(view.record ? message('on') : message('off')),
    changed: timeOf(lastModified),
    file: mark ? say(fileStateInWords(mark.state)) : '',
  };
  const said = findings.map(({ path, message: text }) =>
    path === '' ? say(text) : `${say(text)} (${path})`,
  );
  return {
    config,
    view,
    age: effective(age, document, view.age),
    retries: effective(retries, document, view.retries),
    changedAt: lastModified === undefined ? undefined : readServiceTime(lastModified),
    findings,
    file: mark?.state,
    line: { id, ...mapped(texts, plain), findings: said.map(plain), hasErrors: hasErrors(findings) },
    words: searchable([...Object.values(texts), ...said].join('\n')),
  };
}

/**
 * A text as the search compares it: in small letters, with quotation marks and the wide signs and digits of Chinese keyboards
 * as ASCII has them.
 */
export function searchable(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[“”„‟«»「」『』]/g, '"')
    .toLowerCase();
}

/** To the minute, in local time, where the service's text tells its zone; else that text. */
function timeOf(text = ''): string {
  const at = /(?:Z|[+-]\d\d:?\d\d)$/.test(text.trim()) ? readServiceTime(text) : undefined;
  return at === undefined ? text : dateAndTime(at);
}

function effective(
  { key, byDefault }: NumberField,
  document: AsyncConfig['document'],
  known: number | undefined,
): number | undefined {
  return known ?? (document[key] === undefined ? byDefault : undefined);
}

function mapped<K extends string>(
  texts: Readonly<Record<K, string>>,
  change: (text: string) => string,
): Readonly<Record<K, string>> {
  const entries = Object.entries<string>(texts).map(([key, text]) => [key, change(text)]);
  return Object.fromEntries(entries) as Readonly<Record<K, string>>;
}
