/** A language that the sandbox runs. */
export type Language = 'node' | 'python';

/** What the name of a runtime asks for. */
interface NamedRuntime {
  readonly language: Language;
  /** The major version of Node.js (`18`), major and minor of Python (`3.9`); absent where the name has none. */
  readonly version?: string;
}

/**
 * Reads the name of a runtime as a service has it: `Node.js18.15`, `nodejs20`, `Python3.9`, `python3.10`. Undefined for
 * what the sandbox does not run (`custom.debian10`, `java11`).
 */
export function readRuntimeName(name: string): NamedRuntime | undefined {
  const node = /^node(?:\.?js)?[\s-]*(\d*)/i.exec(name);
  if (node) return { language: 'node', ...(node[1] && { version: node[1] }) };
  const python = /^python[\s-]*(\d+\.\d+)?/i.exec(name);
  return python ? { language: 'python', ...(python[1] && { version: python[1] }) } : undefined;
}

/** A language as its makers write it. */
export function nameOf(language: Language): string {
  return language === 'node' ? 'Node.js' : 'Python';
}
