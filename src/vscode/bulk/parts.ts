import type * as vscode from 'vscode';
import type { LazyPart } from '../../app/lazyPart';
import type { FunctionRef } from '../../model/functionRef';
import type { ConfigEditing } from '../configEditor/configEditing';
import type { Connections } from '../connections/connections';
import type { Report } from '../report';

/** The parts that applying to many stands on. */
export interface BulkParts {
  readonly context: Pick<vscode.ExtensionContext, 'globalStorageUri' | 'extensionUri'>;
  readonly connections: Connections;
  readonly report: Report;
  readonly config: LazyPart<ConfigEditing>;
  /** Lets a person choose a version; undefined when they left. */
  readonly pick: (
    title: string,
    options: { readonly recent?: readonly FunctionRef[] },
  ) => Promise<FunctionRef | undefined>;
}
