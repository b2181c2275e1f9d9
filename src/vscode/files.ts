import * as vscode from 'vscode';
import { testEventOf } from '../app/catalog/handedOver';
import { TEST_EVENT_SCHEME, testEventPath } from '../model/testEventPath';

/** Whether a file or folder is there; one that cannot be asked about is not. */
export async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

/** The document or file that a command was handed. */
export function uriOf(given: unknown): vscode.Uri | undefined {
  return given instanceof vscode.Uri ? given : undefined;
}

/** The document that a command sends: the one that was named, or that of a test event. */
export function payloadOf(given: unknown): vscode.Uri | undefined {
  const event = testEventOf(given);
  return event ? vscode.Uri.from({ scheme: TEST_EVENT_SCHEME, path: testEventPath(event) }) : uriOf(given);
}
