import type { Say } from '../../model/changes';
import { printRecord } from '../../model/invocation/printRecord';
import type { InvocationRecord } from '../../model/invocation/record';
import { layOut, readResult } from '../../model/invocation/result';
import { printHttpAnswer, readHttpAnswer } from './httpAnswer';

/** Results above this many characters are opened as a file. */
export const IN_DOCUMENT = 1024 * 1024;

const PARTS = ['result', 'raw', 'payload', 'log', 'record', 'http'] as const;

/** What of a record a document shows; `http`: its result as the HTTP response that it stands for. */
export type Part = (typeof PARTS)[number];

/** A part of a record as a person reads it. */
export function textOf(record: InvocationRecord, part: Part, say: Say): string {
  switch (part) {
    case 'result':
      return record.result === undefined ? '' : readResult(record.result).text;
    case 'raw':
      return record.result ?? '';
    case 'payload':
      return record.payload === undefined ? '' : layOut(record.payload);
    case 'log':
      return record.log;
    case 'record':
      return printRecord(record, say);
    case 'http': {
      const answer = readHttpAnswer(record.result ?? '');
      return answer ? printHttpAnswer(answer, say) : '';
    }
  }
}

/** `/<id>/<part>/<name>.<part>.json`: all that is needed to show the part again after a reload. */
export function pathOf(record: InvocationRecord, part: Part): string {
  const ends: Record<Part, string> = {
    result: `result.${extensionOf(record)}`,
    raw: 'raw.txt',
    payload: 'payload.json',
    log: 'log',
    record: 'invocation.txt',
    http: 'response.txt',
  };
  return `/${record.id}/${part}/${record.ref.name}.${ends[part]}`;
}

/** Reads what `pathOf` gave; undefined for another path. */
export function readPath(path: string): { readonly id: string; readonly part: Part } | undefined {
  const [, id, part] = path.split('/');
  return id !== undefined && part !== undefined && isPart(part) ? { id, part } : undefined;
}

function isPart(text: string): text is Part {
  return PARTS.some((part) => part === text);
}

/** JSON only where the result is JSON, so that VS Code marks no errors in other texts. */
export function extensionOf({ result }: InvocationRecord): 'json' | 'txt' {
  if (result === undefined) return 'txt';
  if (result.length > IN_DOCUMENT) return /^\s*[[{"]/.test(result) ? 'json' : 'txt';
  return readResult(result).form === 'json' ? 'json' : 'txt';
}
