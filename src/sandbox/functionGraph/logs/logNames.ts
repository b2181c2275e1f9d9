import { uuidOf } from '../../uuid';
import type { Project } from '../project';

interface Named {
  readonly group: string;
  readonly name: string;
}

/** Id of the project's log group, a uuid that is the same at each start. */
export function logGroupId(project: Project): string {
  return uuidOf(`group ${project.id}`);
}

export function logGroupName(project: Project): string {
  return `functiongraph.log.group.${project.id.slice(0, 8)}`;
}

/** Id of a function's log stream, a uuid that is the same at each start. */
export function logStreamId(project: Project, { group, name }: Named): string {
  return uuidOf(`stream ${project.id} ${group} ${name}`);
}

export function logStreamName(project: Project, fn: Named): string {
  return `${fn.name}-${logStreamId(project, fn).slice(0, 8)}`;
}
