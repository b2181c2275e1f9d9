import type { Cloud } from '../../cloud/cloud';
import type { AsyncConfig } from '../../cloud/config/asyncConfig';
import type { FunctionSummary } from '../../cloud/functionSummary';
import { functionKey } from '../../model/functionRef';
import { AT_A_TIME } from '../turns';

/** The part of a `Cloud` that an overview reads. */
export type ConfigSource = Pick<Cloud, 'listFunctions' | 'listAsyncConfigs'>;

/** Who takes what is read. Nothing is told any more once the reading was cancelled. */
interface ConfigReader {
  /** Whether the configs of a function are known already. */
  isRead(summary: FunctionSummary): boolean;
  listed(functions: readonly FunctionSummary[]): void;
  configs(summary: FunctionSummary, configs: readonly AsyncConfig[]): void;
  failed(summary: FunctionSummary, error: unknown): void;
}

/**
 * Reads the async configs of all functions (of one group, where one is given): a list call for each function, which gives
 * all its qualifiers, while the list of functions still grows; at most 4 requests at a time, the list's among them. A
 * function that fails keeps no other from being read. Rejects where the functions cannot be listed.
 */
export async function readConfigs(
  source: ConfigSource,
  group: string | undefined,
  reader: ConfigReader,
  signal: AbortSignal,
): Promise<void> {
  const waiting: FunctionSummary[] = [];
  // Paging by offset shows a function twice when another one is created meanwhile.
  const seen = new Set<string>();
  let next = 0;
  let isListed = false;
  let wake: () => void = () => undefined;
  let grown = new Promise<void>((resolve) => (wake = resolve));
  const tell = (): void => {
    wake();
    grown = new Promise((resolve) => (wake = resolve));
  };

  const list = async (): Promise<void> => {
    try {
      for await (const page of source.listFunctions(signal, group)) {
        if (signal.aborted) return;
        const fresh = page.filter(({ id }) => {
          if ((group !== undefined && id.group !== group) || seen.has(functionKey(id))) return false;
          seen.add(functionKey(id));
          return true;
        });
        reader.listed(fresh);
        waiting.push(...fresh.filter((summary) => !reader.isRead(summary)));
        tell();
      }
    } finally {
      isListed = true;
      tell();
    }
  };
  const readOne = async (summary: FunctionSummary): Promise<void> => {
    const found: AsyncConfig[] = [];
    try {
      for await (const page of source.listAsyncConfigs(summary.id, signal)) found.push(...page);
    } catch (error) {
      if (!signal.aborted) reader.failed(summary, error);
      return;
    }
    if (!signal.aborted) reader.configs(summary, found);
  };
  const work = async (): Promise<void> => {
    while (!signal.aborted) {
      const summary = waiting[next];
      if (summary) {
        next++;
        await readOne(summary);
      } else if (isListed) {
        return;
      } else {
        await grown;
      }
    }
  };

  // Who lists goes on to read: there are never more requests than workers.
  const workers = [list().then(work), ...Array.from({ length: AT_A_TIME - 1 }, work)];
  const ends = await Promise.allSettled(workers);
  const failure = ends.find((end) => end.status === 'rejected');
  if (failure && !signal.aborted) throw failure.reason;
}
