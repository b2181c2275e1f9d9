import { serviceOfFile } from '../../model/documentPath';
import { isExpectationFile } from '../../model/expectationFile';

/** A document, by what an editor knows without reading it. */
interface Named<U> {
  /** The language that the editor takes it for: `json`. */
  readonly languageId: string;
  readonly uri: U;
}

/** Where a document lies. */
interface Address {
  readonly scheme: string;
  readonly path: string;
}

/** Files that are payloads by their name; package.json has the same for buttons that are there before FnDeck runs. */
const PAYLOAD_NAME = /(payload|event)[^/]*\.jsonc?$/i;

/** Schemes of documents that show something and are not written by a person. */
const SHOWN_ONLY = new Set([
  'fndeck',
  'fndeck-result',
  'fndeck-preview',
  'output',
  'git',
  'vscode',
  'vscode-userdata',
]);

/** Whether a document can be a payload at all: JSON that a person writes, no config document, no expectations. */
export function canBePayload({ languageId, uri }: Named<Address>): boolean {
  if (SHOWN_ONLY.has(uri.scheme) || serviceOfFile(uri.path) !== undefined || isExpectationFile(uri.path))
    return false;
  return languageId === 'json' || languageId === 'jsonc';
}

/** Whether a document is a payload for sure: linked with a function, named like one, or where payloads are kept. */
export function isPayload<U extends Address>(
  document: Named<U>,
  links: { get(uri: U): unknown; isFiled(uri: U): boolean },
): boolean {
  const { uri } = document;
  if (!canBePayload(document)) return false;
  return PAYLOAD_NAME.test(uri.path) || links.isFiled(uri) || links.get(uri) !== undefined;
}
