import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AsyncConfig, Replacement, ReplacementJournal } from '../../../src/cloud/config/asyncConfig';
import { replaceConfig, type ConfigOnService } from '../../../src/cloud/config/replaceConfig';
import { CloudError } from '../../../src/cloud/errors';
import type { JsonObject } from '../../../src/model/json';
import { profileOf } from '../../../src/model/services';

const REF = { connection: 'c', group: 'orders', name: 'check', qualifier: 'LATEST' };
const PROFILE = profileOf('functioncompute-3');
const QUEUE = { destination: 'acs:mns:cn-shanghai:1602938475610284:/queues/done/messages' };
const OLD = { maxAsyncRetryAttempts: 2, destinationConfig: { onSuccess: QUEUE } };
const NEW = { maxAsyncRetryAttempts: 1 };
const NEVER = new AbortController().signal;

/** All that happens, in order. */
let happened: string[];
let document: JsonObject | undefined;

/** A service whose PUT keeps what it leaves out; after `answered` PUTs it answers no more of them. */
function service({ answered = Infinity }: { readonly answered?: number } = {}): ConfigOnService {
  let puts = 0;
  return {
    ref: REF,
    get: (signal) =>
      signal.aborted
        ? Promise.reject(cancelled())
        : Promise.resolve(document && ({ ref: REF, document } satisfies AsyncConfig)),
    put: (wanted, signal) => {
      happened.push('PUT');
      puts += 1;
      if (puts > answered) return never(signal);
      const sides = {
        ...(document?.['destinationConfig'] as JsonObject | undefined),
        ...(wanted['destinationConfig'] as JsonObject | undefined),
      };
      document = {
        ...document,
        ...wanted,
        ...(Object.keys(sides).length > 0 && { destinationConfig: sides }),
      };
      return Promise.resolve();
    },
    delete: () => {
      happened.push('DELETE');
      document = undefined;
      return Promise.resolve();
    },
  };
}

/** A call without an answer. */
function never(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(cancelled());
    signal.addEventListener('abort', () => reject(cancelled()));
  });
}

function cancelled(): CloudError {
  return new CloudError({
    kind: 'cancelled',
    operation: 'putAsyncConfig',
    sent: 'unknown',
    repeatable: false,
    summary: { text: 'cancelled', args: [] },
  });
}

function journal(): ReplacementJournal & { readonly noted: Replacement[] } {
  const noted: Replacement[] = [];
  return {
    noted,
    begin: (replacement) => {
      happened.push('noted');
      noted.push(replacement);
      return Promise.resolve();
    },
    end: () => {
      happened.push('struck out');
      noted.length = 0;
      return Promise.resolve();
    },
  };
}

beforeEach(() => {
  happened = [];
  document = OLD;
});
afterEach(() => {
  vi.useRealTimers();
});

describe('deleting a config to put it again', () => {
  it('is written down before it begins and struck out when a config is held again', async () => {
    const { recreated } = await replaceConfig(PROFILE, NEW, service(), NEVER, { journal: journal() });
    expect(recreated).toBe(true);
    expect(document).toEqual(NEW);
    expect(happened).toEqual(['PUT', 'noted', 'DELETE', 'PUT', 'struck out']);
  });

  it('is written down with both configs', async () => {
    const told: Replacement[] = [];
    const noted = { ...journal(), begin: (one: Replacement) => Promise.resolve(void told.push(one)) };
    await replaceConfig(PROFILE, NEW, service(), NEVER, { journal: noted });
    expect(told).toEqual([{ ref: REF, before: OLD, wanted: NEW }]);
  });

  it('is not begun when it cannot be written down', async () => {
    const full = { ...journal(), begin: () => Promise.reject(new Error('ENOSPC: no space left')) };
    const error: unknown = await replaceConfig(PROFILE, NEW, service(), NEVER, { journal: full }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(CloudError);
    expect((error as CloudError).facts.detail).toContain('ENOSPC');
    expect(happened).toEqual(['PUT']);
  });

  it('is not written down where PUT replaces', async () => {
    const replacing: ConfigOnService = {
      ...service(),
      put: (wanted) => {
        document = wanted;
        return Promise.resolve();
      },
    };
    await replaceConfig(PROFILE, NEW, replacing, NEVER, { journal: journal() });
    expect(happened).toEqual([]);
  });

  it('is given up after a while, stays written down where nothing is held, and is no cancellation', async () => {
    vi.useFakeTimers();
    const notes = journal();
    const saving = replaceConfig(PROFILE, NEW, service({ answered: 1 }), NEVER, { journal: notes }).catch(
      (reason: unknown) => reason,
    );
    await vi.advanceTimersByTimeAsync(40_000);
    const error = await saving;
    expect(error).toBeInstanceOf(CloudError);
    const { kind, summary } = (error as CloudError).facts;
    expect({ kind, summary: summary.text }).toEqual({
      kind: 'timeout',
      summary: 'Saving failed half-way, and it is not known what the service holds now.',
    });
    expect(notes.noted).toHaveLength(1);
  });
});
