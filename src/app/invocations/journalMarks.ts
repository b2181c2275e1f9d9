import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { plain } from '../../model/invocation/outputText';
import type { Marks } from '../../model/invocation/record';
import { createPrivately, ifThere, writePrivately } from '../privateFolder';
import { NOTE, PIN } from './journalNames';

/** Most characters of a note. */
export const NOTE_LENGTH = 200;

/**
 * Pins and notes, each in a file of its own beside the record: what one window marks is never lost to what another window
 * writes at the same time, about the same record too.
 */
interface JournalMarks {
  /** The marks of a record, given the names of its files. */
  read(id: string, names: readonly string[]): Promise<Marks>;
  pin(id: string, pinned: boolean): Promise<void>;
  /** Replaces the note; an empty one is none. */
  note(id: string, text: string): Promise<void>;
}

/** The marks of the records in a folder, which has to be there when one is written. */
export function journalMarks(folder: string): JournalMarks {
  const path = (id: string, kind: string) => join(folder, `${id}.${kind}`);
  return {
    read: async (id, names) => {
      const note = names.includes(`${id}.${NOTE}`)
        ? await ifThere(readFile(path(id, NOTE), 'utf8'))
        : undefined;
      return {
        ...(names.includes(`${id}.${PIN}`) && { pinned: true }),
        ...(note !== undefined && note !== '' && { note: oneLine(note) }),
      };
    },
    pin: async (id, pinned) => {
      if (pinned) await createPrivately(path(id, PIN), '');
      else await rm(path(id, PIN), { force: true });
    },
    note: async (id, text) => {
      const note = oneLine(text);
      if (note === '') await rm(path(id, NOTE), { force: true });
      else await writePrivately(path(id, NOTE), note);
    },
  };
}

function oneLine(text: string): string {
  return plain(text.replace(/\s+/g, ' ').trim().slice(0, NOTE_LENGTH));
}
