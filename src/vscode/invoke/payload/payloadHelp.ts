import * as vscode from 'vscode';
import type { Bindings } from '../../../app/invocations/bindings';
import { isPayload } from '../../../app/invocations/payloadFile';
import type { Connections } from '../../connections/connections';
import type { Report } from '../../report';
import { payloadLenses } from './lenses';
import { createPayloadShapes } from './shapes';
import { completeVariable, explainVariable } from './variableHelp';

/** What helps a person who writes payload documents. */
interface PayloadHelp extends vscode.Disposable {
  /** What stands above a payload document. */
  lenses(document: vscode.TextDocument): vscode.CodeLens[];
}

/** Completes and explains in payload documents from now on. */
export function createPayloadHelp(deps: {
  readonly bindings: Bindings;
  readonly connections: Connections;
  readonly report: Report;
}): PayloadHelp {
  const { bindings, report } = deps;
  const shapes = createPayloadShapes(report);
  const documents = [{ language: 'json' }, { language: 'jsonc' }];
  const registered = vscode.Disposable.from(
    shapes,
    vscode.languages.registerCompletionItemProvider(
      documents,
      {
        provideCompletionItems: async (document, position) => {
          if (!isPayload(document, bindings)) return undefined;
          return completeVariable(document, position, report) ?? shapes.complete(document, position);
        },
      },
      ...['{', '$', ' ', '"', ':'],
    ),
    vscode.languages.registerHoverProvider(documents, {
      provideHover: (document, position) =>
        isPayload(document, bindings) ? explainVariable(document, position, report) : undefined,
    }),
  );
  return {
    lenses: (document) => [...payloadLenses(document, deps)],
    dispose: () => {
      registered.dispose();
    },
  };
}
