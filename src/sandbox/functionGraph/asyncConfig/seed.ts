import type { ConfigSeed, SeedDestination } from '../../../model/functionFile';
import type { Project } from '../project';
import { urnOf } from '../target';
import type { ConfigFields, Destination } from './configFields';

/** The config that a function comes with, as this project keeps it. */
export function seededFields(project: Project, seed: ConfigSeed): ConfigFields {
  const { age, retries, record, success, failure } = seed;
  return {
    ...(age !== undefined && { age }),
    ...(retries !== undefined && { retries }),
    ...(record !== undefined && !project.flavour.refusesStatusLog && { statusLog: record }),
    ...(success && { success: destinationOf(project, success) }),
    ...(failure && { failure: destinationOf(project, failure) }),
  };
}

/** A store is an OBS bucket here. */
function destinationOf(project: Project, { kind, name, group }: SeedDestination): Destination {
  switch (kind) {
    case 'function':
      return {
        destination: 'FunctionGraph',
        param: JSON.stringify({ func_urn: urnOf(project, { group, name }, 'latest') }),
      };
    case 'topic': {
      const topic = `urn:smn:${project.region}:${project.id}:${name}`;
      return { destination: 'SMN', param: JSON.stringify({ topic_urn: topic }) };
    }
    case 'store':
      return { destination: 'OBS', param: JSON.stringify({ bucket: name }) };
  }
}
