import { statSync } from 'node:fs';
import { join } from 'node:path';
import { message } from '../../model/message';
import type { FunctionSpec, RunRequest, SpecRemark } from './run';
import type { Language } from './runtimeName';

/**
 * Where a layer's packages lie: Function Compute unpacks it to /opt and sets NODE_PATH and PYTHONPATH (user guide, "Create
 * a custom layer"); a dependency of FunctionGraph has packages at its top, or the folder node_modules.
 */
const PACKAGES: Readonly<
  Record<RunRequest['context']['dialect'], Readonly<Record<Language, readonly string[]>>>
> = {
  functionCompute: { node: ['nodejs/node_modules'], python: ['python'] },
  functionGraph: { node: ['node_modules', '.'], python: ['.'] },
};

/** The layers of a function that are there, and what to tell of the others. */
export function layersOf({ layers = [] }: FunctionSpec): {
  readonly there: readonly string[];
  readonly remarks: readonly SpecRemark[];
} {
  const kinds = layers.map(kindOf);
  const remarks = layers.flatMap((layer, index): readonly SpecRemark[] => {
    const path = `layers.${index}`;
    if (kinds[index] === 'missing')
      return [{ path, what: message('The layer {0} was not found: the function runs without it.', layer) }];
    if (kinds[index] === 'file')
      return [{ path, what: message('The layer {0} is no folder: the function runs without it.', layer) }];
    return [];
  });
  return { there: layers.filter((_, index) => kinds[index] === 'folder'), remarks };
}

/** What there is at a path; what the system does not let us see (a link in a circle, a folder of others) is missing. */
export function kindOf(path: string): 'folder' | 'file' | 'missing' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'missing';
  }
}

/**
 * The folders with the packages of layers, in the order in which they are asked: of two layers with the same package the
 * first that is named counts, as Function Compute documents it.
 */
export function packageFolders(
  layers: readonly string[],
  language: Language,
  dialect: RunRequest['context']['dialect'],
): readonly string[] {
  return layers.flatMap((layer) => PACKAGES[dialect][language].map((below) => join(layer, below)));
}
