import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { message } from '../../model/message';
import type { ProfileProblem } from './profile';

/** Longest file that is read, in bytes: a file of profiles has a few thousand. */
const LIMIT = 1024 * 1024;

/** What a file of profiles holds. `none`: it is not there. */
export type ProfileFile =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'problem'; readonly problem: ProfileProblem };

/** How a file is opened: a pipe must not wait for somebody who writes to it. Windows has neither. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Reads a regular file as UTF-8 text, without its byte order mark. `opened` opens it, as Node.js does. */
export async function readProfileFile(path: string, opened: typeof open = open): Promise<ProfileFile> {
  try {
    const file = await opened(path, FLAGS);
    try {
      const status = await file.stat();
      if (status.isDirectory()) return failed(path, 'EISDIR');
      if (!status.isFile()) return notRegular(path);
      if (status.size > LIMIT) return tooLarge(path);
      // One byte more than is allowed: a file may grow, and some (in /proc) do not tell their size.
      const bytes = new Uint8Array(LIMIT + 1);
      let length = 0;
      while (length <= LIMIT) {
        const { bytesRead } = await file.read(bytes, length, bytes.length - length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      return length > LIMIT ? tooLarge(path) : decoded(path, bytes.subarray(0, length));
    } finally {
      await file.close();
    }
  } catch (error) {
    return failed(path, (error as NodeJS.ErrnoException).code ?? String(error));
  }
}

function decoded(path: string, bytes: Uint8Array): ProfileFile {
  try {
    // Takes the mark of UTF-8 away; what PowerShell redirects is UTF-16, which is no UTF-8.
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return problem(path, {
      summary: message('“{0}” is not a text in UTF-8.', path),
      hint: message('Save the file as UTF-8.'),
    });
  }
}

function tooLarge(path: string): ProfileFile {
  return problem(path, {
    summary: message('“{0}” is larger than {1}: FnDeck does not read it.', path, '1 MB'),
    hint: message('A file of profiles has a few kilobytes: look what else is in it.'),
  });
}

function notRegular(path: string): ProfileFile {
  return problem(path, {
    summary: message('“{0}” is not a regular file.', path),
    hint: message('Replace it: FnDeck reads profiles from no pipe and no device.'),
  });
}

function failed(path: string, code: string): ProfileFile {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { kind: 'none' };
    case 'EISDIR':
      return problem(path, {
        summary: message('“{0}” is a folder.', path),
        hint: message('Rename it: a file of profiles is expected here.'),
      });
    // A socket cannot be opened.
    case 'ENXIO':
      return notRegular(path);
    case 'EACCES':
    case 'EPERM':
      return problem(path, {
        summary: message('You may not read “{0}”.', path),
        hint: message('Give your user the permission to read the file.'),
      });
    default:
      return problem(path, {
        summary: message('“{0}” cannot be read ({1}).', path, code),
        hint: message('Try again; if that does not help, look at the file with its tool.'),
      });
  }
}

function problem(path: string, said: ProfileProblem): ProfileFile {
  return { kind: 'problem', problem: { ...said, path } };
}
