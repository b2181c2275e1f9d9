import { Buffer } from 'node:buffer';
import type { Say } from '../../model/changes';
import { message } from '../../model/message';
import type { TestEventLimits } from '../../model/service';
import { toPayload } from '../text/payload';

/** Most characters of a name: what its pattern allows, for who has to be told. */
const LONGEST_NAME = 25;

/** What is wrong with a name, for the person who types it; undefined where the service takes it. */
export function wrongName({ namePattern }: TestEventLimits, name: string, say: Say): string | undefined {
  if (new RegExp(namePattern).test(name)) return undefined;
  return say(
    message(
      'A name has 1 to {0} letters, digits, hyphens and underscores, begins with a letter and ends with a letter or a digit.',
      LONGEST_NAME,
    ),
  );
}

/** A name that the service takes, made of any text; empty where nothing of it can be used. */
export function nameFrom({ namePattern }: TestEventLimits, text: string): string {
  const name = text
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^[^A-Za-z]+/, '')
    .slice(0, LONGEST_NAME)
    .replace(/[^A-Za-z0-9]+$/, '');
  return new RegExp(namePattern).test(name) ? name : '';
}

/**
 * What is wrong with a text as the content of a test event; undefined where the service may take it. A text that is too
 * large only as the Base64 that is sent is left to the service: no document tells which of the two it measures.
 */
export function wrongContent({ contentBytes }: TestEventLimits, text: string, say: Say): string | undefined {
  const bytes = Buffer.byteLength(text);
  if (bytes > contentBytes) {
    return say(
      message(
        'The limit of a test event is {0} bytes; this one has {1}. Nothing was sent.',
        contentBytes,
        bytes,
      ),
    );
  }
  const payload = toPayload(text);
  if (payload.kind === 'broken') {
    const lines = text.slice(0, payload.offset).split('\n');
    const [line, column] = [lines.length, (lines.at(-1)?.length ?? 0) + 1];
    return say(message('Line {0}, column {1}: {2} Nothing was sent.', line, column, say(payload.reason)));
  }
  if (payload.json !== text.trim()) {
    return say(message('A test event is JSON without comments and trailing commas. Nothing was sent.'));
  }
  return undefined;
}
