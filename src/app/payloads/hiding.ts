import { hiderOf } from '../../model/hiddenValues';
import type { EventLife } from '../../model/invocation/eventLife';
import {
  withoutBytes,
  type BinaryResult,
  type InvocationRecord,
  type Outcome,
} from '../../model/invocation/record';
import type { Section } from '../invocations/stage';
import type { EnvironmentValue } from './readPayload';

/** Keeps values of the environment out of what is written and kept, also where a function or a service repeats them. */
interface Hiding {
  readonly text: (text: string) => string;
  readonly record: (record: InvocationRecord) => InvocationRecord;
}

/** Hides values: each that has at least four characters becomes `{{$env NAME}}`, however it is written. */
export function hidingOf(values: readonly EnvironmentValue[] = []): Hiding {
  if (values.length === 0) return { text: (said) => said, record: (record) => record };
  const text = hiderOf(values.map(({ name, value }) => ({ value, by: `{{$env ${name}}}` })));

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
    const said = Buffer.from(binary.base64 ?? '', 'base64').toString('utf8');
    return text(said) === said ? binary : withoutBytes(binary);
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
