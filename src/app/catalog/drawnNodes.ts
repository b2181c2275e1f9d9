import type { Node } from './nodes';

/**
 * The nodes that the tree has, by key: VS Code knows nodes by identity, so the ones that it was given are the ones to
 * name. What is no longer below its parent is forgotten with all below it.
 */
export class DrawnNodes {
  private readonly nodes = new Map<string, Node>();
  private readonly below = new Map<string, readonly string[]>();

  get size(): number {
    return this.nodes.size;
  }

  get(key: string): Node | undefined {
    return this.nodes.get(key);
  }

  /** Notes what VS Code is given as the children of a node; undefined is the root. */
  give(parent: Node | undefined, children: readonly Node[]): readonly Node[] {
    const place = parent?.key ?? '';
    const now = new Set(children.map(({ key }) => key));
    for (const key of this.below.get(place) ?? []) if (!now.has(key)) this.forget(key);
    this.below.set(place, [...now]);
    for (const child of children) this.nodes.set(child.key, child);
    return children;
  }

  clear(): void {
    this.nodes.clear();
    this.below.clear();
  }

  private forget(key: string): void {
    this.nodes.delete(key);
    const below = this.below.get(key) ?? [];
    this.below.delete(key);
    for (const child of below) this.forget(child);
  }
}
