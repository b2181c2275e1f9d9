import { readFunctions, type ListFilter, type Remark, type SandboxFunction } from './functions';
import type { SyntheticFunctions } from './synthetic';

/** The functions of the sandbox: those on disk, then the made-up ones. The same in all projects. */
export class Catalogue {
  private read: readonly SandboxFunction[] = [];
  private readonly reported = new Set<string>();

  /** `root` is undefined where there are no functions on disk. Each remark is reported once. */
  constructor(
    private readonly root: string | undefined,
    private readonly synthetic: SyntheticFunctions,
    private readonly onRemark: (remark: Remark) => void,
  ) {
    this.refresh();
  }

  /** Reads the folder again, so that a function that was added or changed shows without a restart. */
  refresh(): void {
    if (this.root === undefined) return;
    const { functions, remarks } = readFunctions(this.root);
    this.read = functions;
    for (const each of remarks) {
      if (this.reported.has(each.file)) continue;
      this.reported.add(each.file);
      this.onRemark(each);
    }
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
    return this.read.find((each) => each.name === name) ?? this.synthetic.findByName(name);
  }

  find(group: string, name: string): SandboxFunction | undefined {
    const onDisk = this.read.find((each) => each.group === group && each.name === name);
    return onDisk ?? this.synthetic.find(group, name);
  }
}
