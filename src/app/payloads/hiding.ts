import type { EventLife } from '../../model/invocation/eventLife';
import {
  withoutBytes,
  type BinaryResult,
  type InvocationRecord,
  type Outcome,
} from '../../model/invocation/record';
import type { Section } from '../invocations/stage';
import type { EnvironmentValue } from './readPayload';

/** Values with fewer characters stand in too many texts by chance, and are no secrets. */
const SHORTEST = 4;

/** Keeps values of the environment out of what is written and kept, also where a function or a service repeats them. */
interface Hiding {
  readonly text: (text: string) => string;
  readonly record: (record: InvocationRecord) => InvocationRecord;
}

/** Hides values: each that has at least four characters becomes `{{$env NAME}}`, as it is and as JSON writes it. */
export function hidingOf(values: readonly EnvironmentValue[] = []): Hiding {
  const hidden = values
    .filter(({ value }) => value.trim().length >= SHORTEST)
    .flatMap(({ name, value }) =>
      // As it is, in JSON, and in a JSON text inside JSON, as an API gateway's body is.
      [value, inJson(value), inJson(inJson(value))].map((written) => ({ written, by: `{{$env ${name}}}` })),
    )
    // One value may be a part of another.
    .sort((a, b) => b.written.length - a.written.length);
  const text = (said: string): string =>
    hidden.reduce((rest, { written, by }) => rest.replaceAll(written, () => by), said);
  if (hidden.length === 0) return { text: (said) => said, record: (record) => record };

  const inFailure = <T extends { readonly text?: string }>(failure: T): T =>
    failure.text === undefined ? failure : { ...failure, text: text(failure.text) };
  const inOutcome = (outcome: Outcome): Outcome => {
    if ('failure' in outcome && outcome.failure) return { ...outcome, failure: inFailure(outcome.failure) };
    return 'text' in outcome ? inFailure(outcome) : outcome;
  };
  const inLife = (life: EventLife): EventLife => ({
    ...life,
    ...(life.error && { error: inFailure(life.error) }),
    attempts: life.attempts.map((attempt) => ({
      ...attempt,
      ...(attempt.error !== undefined && { error: text(attempt.error) }),
      lines: attempt.lines.map((line) => ({ ...line, text: text(line.text) })),
    })),
  });
  const inBinary = (binary: BinaryResult): BinaryResult => {
    const bytes = Buffer.from(binary.base64 ?? '', 'base64');
    return hidden.some(({ written }) => bytes.includes(written)) ? withoutBytes(binary) : binary;
  };
  return {
    text,
    record: (record) => ({
      ...record,
      outcome: inOutcome(record.outcome),
      ...(record.result !== undefined && { result: text(record.result) }),
      ...(record.binary && { binary: inBinary(record.binary) }),
      log: text(record.log),
      ...(record.life && { life: inLife(record.life) }),
    }),
  };
}

function inJson(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

/** The same section, in which nothing of the values is written. */
export function hidingSection(section: Section, { text }: Hiding): Section {
  return {
    get number() {
      return section.number;
    },
    write: (lines) => section.write(lines.map(text)),
    end: () => section.end(),
  };
}
