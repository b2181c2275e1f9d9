import * as vscode from 'vscode';
import type { LazyPart } from '../app/lazyPart';
import { message } from '../model/message';
import type { Report } from './report';

/** What a command does. VS Code hands over a tree node, a URI, or nothing; a script may hand over a ref. */
export type Handler = (...given: unknown[]) => unknown;

/** What each command does, by its id. */
export type CommandTable = Readonly<Record<string, Handler>>;

/** The ids of the commands that an extension's package.json contributes. */
export function contributedCommands({ packageJSON }: vscode.Extension<unknown>): readonly string[] {
  const { contributes } = packageJSON as { contributes: { commands: readonly { command: string }[] } };
  return contributes.commands.map(({ command }) => command);
}

/**
 * Registers commands whose table is loaded with the first that is run; a failure of any of them is shown in one way.
 * @param ids which the table must have
 */
export function registerCommands(
  ids: readonly string[],
  table: LazyPart<CommandTable>,
  report: Report,
): vscode.Disposable {
  const registered = ids.map((id) =>
    vscode.commands.registerCommand(id, async (...given: unknown[]) => {
      try {
        return await (await table.get())[id]?.(...given);
      } catch (error) {
        // The command is over; the notice stays until the person closes it.
        void report.failure(message('FnDeck could not do this.'), error);
        return undefined;
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}
