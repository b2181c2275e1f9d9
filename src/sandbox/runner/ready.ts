import { revisionOf } from './code';
import type { createInterpreters } from './interpreters';
import { kindOf, layersOf, packageFolders } from './layers';
import type { FunctionSpec, RunFailure, RunRequest, SpecRemark } from './run';

/** A function that can be started, with what runs it and what is otherwise than it says. */
export interface Ready {
  readonly kind: 'ready';
  readonly spec: FunctionSpec;
  readonly command: string;
  /** Folders with the packages of its layers, in the order in which they are asked. */
  readonly packages: readonly string[];
  readonly remarks: readonly SpecRemark[];
  /** What an instance must have been started for to take the event: same settings, same dialect, same code. */
  readonly key: string;
}

/** Finds out all that starting a function takes, or why it cannot be started. */
export async function readyOf(
  spec: FunctionSpec,
  { context: { dialect } }: RunRequest,
  interpreters: ReturnType<typeof createInterpreters>,
): Promise<Ready | RunFailure> {
  const chosen = await interpreters.choose(spec.runtime);
  if (chosen === undefined)
    return refused('RuntimeNotSupported', `The sandbox runs Node.js and Python, not ${spec.runtime}.`);
  if (kindOf(spec.dir) !== 'folder')
    return refused('FunctionLoadError', `The folder of the function's code was not found: ${spec.dir}`);
  const { command, language, remark } = chosen;
  const layers = layersOf(spec);
  const packages = packageFolders(layers.there, language, dialect);
  const remarks = [
    ...(remark && !spec.anyVersion ? [{ path: 'runtime', what: remark }] : []),
    ...layers.remarks,
  ];
  const revisions = await Promise.all([
    revisionOf(spec.dir),
    ...layers.there.map((layer) => revisionOf(layer, true)),
  ]);
  const key = JSON.stringify([spec, command, packages, dialect, ...revisions]);
  return { kind: 'ready', spec, command, packages, remarks, key };
}

/** Why a function cannot be started at all. */
function refused(errorType: string, message: string): RunFailure {
  return { kind: 'failed', stage: 'load', handled: false, errorType, message };
}
