import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { FUNCTION_FILE } from '../model/functionFile';
import { readRoots, type ListFilter, type Remark, type SandboxFunction } from './functions';
import type { SyntheticFunctions } from './synthetic';

/** The functions of the sandbox: those on disk, then the made-up ones. The same in all projects. */
export class Catalogue {
  private read: readonly SandboxFunction[] = [];
  private readonly reported = new Set<string>();
  private readonly listeners: ((functions: readonly SandboxFunction[]) => void)[] = [];

  /**
   * `roots`: the folders with the functions, as `readRoots` takes them. Each remark is reported once. Throws where one of
   * the folders is missing.
   */
  constructor(
    private roots: readonly string[],
    private readonly synthetic: SyntheticFunctions,
    private readonly onRemark: (remark: Remark) => void,
  ) {
    this.setRoots(roots);
  }

  /** Reads the folders again, so that a function that was added or changed shows without a restart. */
  refresh(): void {
    const { functions, remarks } = readRoots(this.roots);
    this.read = functions;
    for (const listen of this.listeners) listen(functions);
    for (const { file, text } of remarks) {
      const key = `${file} ${text}`;
      if (this.reported.has(key)) continue;
      this.reported.add(key);
      this.onRemark({ file, text });
    }
  }

  /** Calls `listen` with the functions on disk now, and whenever they have been read again. */
  whenRead(listen: (functions: readonly SandboxFunction[]) => void): void {
    this.listeners.push(listen);
    listen(this.read);
  }

  /** Takes the functions from other folders. Throws, and leaves all as it is, where one of them is missing. */
  setRoots(roots: readonly string[]): void {
    roots.forEach((root) => void realpathSync(root));
    this.roots = roots;
    this.refresh();
  }

  /** One page in the order of the list, and how many there are in all. */
  page(
    filter: ListFilter,
    offset: number,
    limit: number,
  ): { rows: readonly SandboxFunction[]; count: number } {
    const own = this.read.filter(
      ({ group, name }) =>
        (filter.group === undefined || group === filter.group) &&
        (filter.namePart === undefined || name.includes(filter.namePart)) &&
        (filter.prefix === undefined || name.startsWith(filter.prefix)),
    );
    const madeUp = this.synthetic.matching(filter);
    const rows = own.slice(offset, offset + limit);
    for (let at = Math.max(0, offset - own.length); rows.length < limit && at < madeUp.length; at += 1) {
      rows.push(madeUp.at(at));
    }
    return { rows, count: own.length + madeUp.length };
  }

  /** The folders that the functions are read from. */
  folders(): readonly string[] {
    return this.roots;
  }

  /** Those that have a folder of their own. */
  onDisk(): readonly SandboxFunction[] {
    return this.read;
  }

  /** All of them, one after another. */
  *all(): Generator<SandboxFunction> {
    yield* this.read;
    const madeUp = this.synthetic.matching({});
    for (let at = 0; at < madeUp.length; at += 1) yield madeUp.at(at);
  }

  /** The groups that have functions, in the order of the list. */
  groups(): readonly string[] {
    return [...new Set([...this.read.map(({ group }) => group), ...this.synthetic.groups()])];
  }

  /** The functions of a group, one after another. */
  *inGroup(group: string): Generator<SandboxFunction> {
    yield* this.read.filter((each) => each.group === group);
    const madeUp = this.synthetic.matching({ group });
    for (let at = 0; at < madeUp.length; at += 1) yield madeUp.at(at);
  }

  /** The first function of this name in any group. */
  findByName(name: string): SandboxFunction | undefined {
    return this.asItIs((each) => each.name === name, this.synthetic.findByName(name));
  }

  find(group: string, name: string): SandboxFunction | undefined {
    return this.asItIs(
      (each) => each.group === group && each.name === name,
      this.synthetic.find(group, name),
    );
  }

  /**
   * A function as its file is now: where that was changed the folders are read again, and where nothing has the name. The
   * file may have come since, or have been read while it was half written.
   */
  private asItIs(
    meant: (fn: SandboxFunction) => boolean,
    madeUp: SandboxFunction | undefined,
  ): SandboxFunction | undefined {
    const known = this.read.find(meant);
    if (known ? modifiedAt(known) === known.modified : madeUp) return known ?? madeUp;
    this.refresh();
    return this.read.find(meant) ?? madeUp;
  }
}

function modifiedAt({ dir }: SandboxFunction): number | undefined {
  return statSync(path.join(dir, FUNCTION_FILE), { throwIfNoEntry: false })?.mtimeMs;
}
