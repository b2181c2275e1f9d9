import type * as vscode from 'vscode';
import type { LazyPart } from '../app/lazyPart';
import type { FunctionRef } from '../model/functionRef';
import type { ConfigEditing } from './configEditor/configEditing';
import type { Connections } from './connections/connections';
import type { Report } from './report';

/** What works on configs of any version stands on: configs as code, and applying to many. */
export interface ConfigParts {
  readonly context: Pick<vscode.ExtensionContext, 'globalStorageUri' | 'extensionUri' | 'workspaceState'>;
  readonly connections: Connections;
  readonly report: Report;
  readonly config: LazyPart<ConfigEditing>;
  /** Lets a person choose a version; undefined when they left. */
  readonly pick: (
    title: string,
    options: { readonly recent?: readonly FunctionRef[] },
  ) => Promise<FunctionRef | undefined>;
}
