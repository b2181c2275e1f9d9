import * as vscode from 'vscode';

/** A thread that has stopped, as a debugger's screens would show it. */
interface Stopped {
  /** File name and line of the frame on top. */
  readonly name: string;
  readonly line: number;
  readonly session: vscode.DebugSession;
  /** The text of an expression's value in that frame. */
  evaluate(expression: string): Promise<string>;
  /** The names in the innermost scope. */
  variables(): Promise<readonly string[]>;
  /** Goes on to the next line. */
  step(): Promise<Stopped>;
  resume(): Promise<void>;
}

interface Message {
  readonly type: string;
  readonly event?: string;
  readonly body?: { readonly threadId?: number; readonly output?: string };
}

interface Frame {
  readonly id: number;
  readonly line: number;
  readonly source?: { readonly name?: string };
}

/** Hears what debuggers say to VS Code, from now on until disposed. */
export function watchDebuggers() {
  const stops: { readonly session: vscode.DebugSession; readonly threadId: number }[] = [];
  const open = new Set<vscode.DebugSession>();
  let output = '';
  let wake = (): void => undefined;
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise<void>((resolve) => (wake = resolve));
  };
  const listening = vscode.Disposable.from(
    vscode.debug.onDidStartDebugSession((session) => {
      open.add(session);
      wake();
    }),
    vscode.debug.onDidTerminateDebugSession((session) => {
      open.delete(session);
      wake();
    }),
    vscode.debug.registerDebugAdapterTrackerFactory('*', {
      createDebugAdapterTracker: (session) => ({
        onDidSendMessage: ({ type, event, body }: Message) => {
          if (type !== 'event') return;
          if (event === 'stopped') stops.push({ session, threadId: body?.threadId ?? 0 });
          if (event === 'output') output += body?.output ?? '';
          wake();
        },
      }),
    }),
  );

  const stopped = async (): Promise<Stopped> => {
    await until(() => stops.length > 0);
    const [stop] = stops.splice(0, 1);
    if (!stop) throw new Error('nothing stopped');
    const { session, threadId } = stop;
    const ask = async <T>(command: string, args: object): Promise<T> =>
      (await session.customRequest(command, args)) as T;
    const { stackFrames } = await ask<{ readonly stackFrames: readonly Frame[] }>('stackTrace', {
      threadId,
      levels: 1,
    });
    const [frame] = stackFrames;
    if (!frame) throw new Error('no frame');
    return {
      name: frame.source?.name?.split('/').pop() ?? '',
      line: frame.line,
      session,
      evaluate: async (expression) => {
        const told = await ask<{ readonly result: string }>('evaluate', {
          ...{ expression, frameId: frame.id, context: 'repl' },
        });
        return told.result;
      },
      variables: async () => {
        const { scopes } = await ask<{ readonly scopes: readonly { readonly variablesReference: number }[] }>(
          'scopes',
          { frameId: frame.id },
        );
        const [innermost] = scopes;
        const { variables } = await ask<{ readonly variables: readonly { readonly name: string }[] }>(
          'variables',
          { variablesReference: innermost?.variablesReference },
        );
        return variables.map(({ name }) => name);
      },
      step: async () => {
        await ask('next', { threadId });
        return stopped();
      },
      resume: () => ask('continue', { threadId }),
    };
  };

  return {
    stopped,
    /** The session for a function's process, once there is one. */
    begun: async () => {
      const ours = () => [...open].find(({ parentSession }) => parentSession !== undefined);
      await until(() => ours() !== undefined);
      const session = ours();
      if (!session) throw new Error('none has begun');
      return session;
    },
    /** Resolves when no debug session is open. */
    allOver: () => until(() => open.size === 0),
    /** What was written to the debug console. */
    printed: () => output,
    dispose: () => void listening.dispose(),
  };
}
