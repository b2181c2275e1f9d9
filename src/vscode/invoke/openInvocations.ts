import type * as vscode from 'vscode';
import type { LazyPart } from '../../app/lazyPart';
import type { Connections } from '../connections/connections';
import type { Debugging } from '../debug/debugging';
import type { EventPages } from '../events/page/eventPages';
import type { Watching } from '../events/watching';
import { openExpectations } from '../expectations/openExpectations';
import type { Explorer } from '../explorer/explorer';
import { lazyPart, lazyTreeView } from '../lazy';
import type { Repeating } from '../repeat/repeating';
import type { Replaying } from '../replay/replaying';
import type { Report } from '../report';
import type { SandboxControl } from '../sandbox/control';
import { openVerify } from '../verify/openVerify';
import type { Invoking } from './invoking';
import type { PayloadBindings } from './payload/bindings';

/** What stands before invocations. */
interface Before {
  readonly context: vscode.ExtensionContext;
  readonly connections: Connections;
  readonly report: Report;
  readonly bindings: PayloadBindings;
  readonly sandbox: LazyPart<SandboxControl>;
  readonly pick: Explorer['pick'];
}

/** The parts that send events and follow them, each loaded when it is first used, and the view of what was sent. */
export function openInvocations(before: Before) {
  const { context, connections, report, sandbox } = before;
  const watching: LazyPart<Watching> = lazyPart(async () => {
    const { createWatching } = await import('../events/watching');
    return createWatching({ ...before, sandbox: async (id) => (await sandbox.get()).controls(id) });
  });
  const invoking: LazyPart<Invoking> = lazyPart(async () => {
    const { createInvoking } = await import('./invoking');
    const repeats = () => repeating.get();
    return createInvoking({ ...before, watching: await watching.get(), view, repeats });
  });
  const view = lazyTreeView('fndeck.invocations', invoking, report);
  const eventPages: LazyPart<EventPages> = lazyPart(async () => {
    const { createEventPages } = await import('../events/page/eventPages');
    return createEventPages({ context, watching: await watching.get(), connections, report });
  });
  const replaying: LazyPart<Replaying> = lazyPart(async () => {
    const { createReplaying } = await import('../replay/replaying');
    return createReplaying({ context, connections, report, invoking: await invoking.get() });
  });
  const repeating: LazyPart<Repeating> = lazyPart(async () => {
    const { createRepeating } = await import('../repeat/repeating');
    return createRepeating({ context, connections, report, invoking: await invoking.get() });
  });
  const debugging: LazyPart<Debugging> = lazyPart(async () => {
    const { createDebugging } = await import('../debug/debugging');
    return createDebugging({ context, sandbox, invoking, report });
  });
  const verify = openVerify({ ...before, watching, invoking });
  const expectations = openExpectations({ ...before, watching, invoking });
  const running = { watching, invoking, debugging, eventPages, repeating, replaying };
  return { view, parts: { ...running, verify, expectations } };
}
