import inspector from 'node:inspector';

/**
 * Opens the inspector on a free port of this machine, under its random path, says where, and waits until a debugger has
 * attached and set its breakpoints. The inspector goes with the process.
 */
export function waitForDebugger(tell: (address: string) => void): void {
  inspector.open(0, '127.0.0.1');
  tell(inspector.url() ?? '');
  inspector.waitForDebugger();
}
