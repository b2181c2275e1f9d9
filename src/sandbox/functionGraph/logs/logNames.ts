import { createHash } from 'node:crypto';
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

/** A uuid that a text always leads to. */
export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text, 'utf8').digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
