import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/**
 * The environment variable by which the processes of an instance are known, whatever session they moved to:
 * `<sandbox>:<instance>`.
 */
export const INSTANCE_VARIABLE = 'FNDECK_INSTANCE';

/**
 * Kills an instance: its process group (the child leads one), and on Linux every process that left the group, known by
 * its environment or as a descendant. A process there that was started with another environment and whose parents have
 * ended cannot be told from others; on macOS one in a session of its own cannot be found, as other processes' parents
 * and environments take tools to read. Windows kills by parents. `pid` is the child's, `instance` the value of its
 * `INSTANCE_VARIABLE`.
 */
export function killTree(pid: number, instance: string): void {
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true }).on(
      'error',
      () => {},
    );
    return;
  }
  const below = process.platform === 'linux' ? descendantsOf(pid) : [];
  kill(-pid);
  below.forEach(kill);
  if (process.platform !== 'linux') return;
  // A process may have forked while the list was read: look again until nothing is found.
  for (let round = 0; round < 5; round++) {
    const found = membersOf(instance);
    if (found.length === 0) return;
    found.forEach(kill);
  }
}

/** The resident memory of a process and all its children in MB; undefined where there is no /proc. */
export function residentMb(pid: number): number | undefined {
  try {
    const kilobytes = Number(
      /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0,
    );
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    return children.reduce((sum, child) => sum + (residentMb(Number(child)) ?? 0), kilobytes / 1024);
  } catch {
    return undefined;
  }
}

/** The processes that a process has started, and those that they have started. */
function descendantsOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const each of processes()) {
    const parent = parentOf(each);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), each]);
  }
  const found = [...(children.get(pid) ?? [])];
  for (const each of found) found.push(...(children.get(each) ?? []));
  return found;
}

function processes(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** The parent of a process; its name stands in brackets before, and may hold anything. */
function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

/** The processes, zombies aside, whose environment names the instance. */
function membersOf(instance: string): number[] {
  const entry = `${INSTANCE_VARIABLE}=${instance}\0`;
  return processes().filter((pid) => environment(pid).includes(entry));
}

/** The environment a process was started with; empty for a zombie and for a process of somebody else. */
function environment(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}

function kill(target: number): void {
  try {
    process.kill(target, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
