import * as vscode from 'vscode';
import type { LazyPart } from '../../app/lazyPart';
import { message } from '../../model/message';
import { lazyPart } from '../lazy';
import type { LinkedParts, Links } from './links';

/** Has VS Code hand over the links `vscode://fndeck.fndeck/…`; what opens them is loaded with the first. */
export function openLinks(parts: LinkedParts): LazyPart<Links> {
  const part = lazyPart(async () => (await import('./links')).createLinks(parts));
  const handling = vscode.window.registerUriHandler({
    handleUri: async (uri) => {
      try {
        await (await part.get()).open(uri);
      } catch (error) {
        void parts.report.failure(message('The link cannot be opened.'), error);
      }
    },
  });
  return {
    ...part,
    dispose: () => {
      handling.dispose();
      part.dispose();
    },
  };
}
