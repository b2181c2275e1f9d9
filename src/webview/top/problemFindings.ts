import type { Finding } from '../../model/finding';
import type { PageState } from '../protocol';

/** The failed save as a finding of the field it is about, so that it also stands there. */
export function problemFindings({ problem }: PageState): readonly Finding[] {
  if (problem?.field === undefined) return [];
  return [{ path: problem.field, severity: 'error', message: { text: problem.text, args: [] } }];
}
