import type { Finding } from '../../model/finding';
import type { View } from '../view';

/** A part of the form that stands for one path of the document. */
export interface Field {
  /** Dotted path of what it edits, with the part's key for a part of an ARN: findings at or below it are shown here. */
  readonly path: string;
  /** How the summary of problems names it. */
  readonly label: string;
  readonly element: HTMLElement;
  focus(): void;
  update(view: View, findings: readonly Finding[]): void;
}
