import type * as vscode from 'vscode';
import type { LazyPart } from '../../app/lazyPart';
import type { FileMarks } from '../code/openCode';
import type { ConfigEditing } from '../configEditor/configEditing';
import type { Connections } from '../connections/connections';
import { lazyEvent, lazyPart } from '../lazy';
import type { Report } from '../report';
import type { Overviews } from './overviews';

/** Where overviews get what they show. */
interface OverviewParts {
  readonly context: Pick<vscode.ExtensionContext, 'extensionUri'>;
  readonly connections: Connections;
  readonly report: Report;
  readonly config: LazyPart<ConfigEditing>;
  /** Marks of rows; asking for them may load the part that finds files. */
  files(): FileMarks;
}

/** Overviews of configs, loaded with the first one. */
export function openOverviews(parts: OverviewParts): LazyPart<Overviews> {
  const { context, connections, report, config } = parts;
  return lazyPart(async () => {
    const { createOverviews } = await import('./overviews');
    const onDidLearnConfig = lazyEvent(config, (part) => part.onDidLearnConfig);
    const sources = { extension: context.extensionUri, connections, report, files: parts.files() };
    return createOverviews({ ...sources, config: { onDidLearnConfig } });
  });
}
