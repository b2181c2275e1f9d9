import type { ListFilter, SandboxFunction } from './functions';

/** A list whose rows are made when they are asked for. */
interface LazyList {
  readonly length: number;
  at(index: number): SandboxFunction;
}

const GROUP_SIZE = 500;
const NAME = /^made-up-(\d{6})$/;

/** N made-up functions for tests of scale; each is computed from its number, none is kept. */
export class SyntheticFunctions {
  /** `dir` is the folder with the one handler that they share; `modified` is their date in Unix milliseconds. */
  constructor(
    private readonly count: number,
    private readonly dir: string,
    private readonly modified: number,
  ) {}

  matching(filter: ListFilter): LazyList {
    const [from, to] = this.range(filter.group);
    const { namePart = '', prefix = '' } = filter;
    if (namePart === '' && prefix === '')
      return { length: to - from, at: (index) => this.make(from + index) };
    const hits: number[] = [];
    for (let number = from; number < to; number += 1) {
      const name = nameOf(number);
      if (name.includes(namePart) && name.startsWith(prefix)) hits.push(number);
    }
    return { length: hits.length, at: (index) => this.make(hits[index] ?? from) };
  }

  groups(): readonly string[] {
    return Array.from({ length: Math.ceil(this.count / GROUP_SIZE) }, (_, index) =>
      groupOf(index * GROUP_SIZE),
    );
  }

  find(group: string, name: string): SandboxFunction | undefined {
    const found = this.findByName(name);
    return found?.group === group ? found : undefined;
  }

  findByName(name: string): SandboxFunction | undefined {
    const number = Number(NAME.exec(name)?.[1] ?? NaN);
    return number < this.count ? this.make(number) : undefined;
  }

  private range(group: string | undefined): readonly [from: number, to: number] {
    if (group === undefined) return [0, this.count];
    const index = Number(/^batch-(\d{3,})$/.exec(group)?.[1] ?? NaN);
    const from = index * GROUP_SIZE;
    return from < this.count && groupOf(from) === group
      ? [from, Math.min(from + GROUP_SIZE, this.count)]
      : [0, 0];
  }

  private make(number: number): SandboxFunction {
    return {
      group: groupOf(number),
      name: nameOf(number),
      dir: this.dir,
      runtime: 'Node.js18.15',
      handler: 'index.handler',
      timeoutSeconds: 30,
      memoryMb: 128,
      environment: {},
      layers: [],
      instanceConcurrency: 1,
      provisioned: 0,
      description: '',
      concurrency: -1,
      anyVersion: true,
      dynamicMemory: false,
      versions: [],
      aliases: [],
      modified: this.modified,
    };
  }
}

function groupOf(number: number): string {
  return `batch-${String(Math.floor(number / GROUP_SIZE)).padStart(3, '0')}`;
}

function nameOf(number: number): string {
  return `made-up-${String(number).padStart(6, '0')}`;
}
