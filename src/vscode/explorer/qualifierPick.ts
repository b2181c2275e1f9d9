import * as vscode from 'vscode';
import type { QualifierSummary } from '../../cloud/functionSummary';
import type { FunctionId, FunctionRef } from '../../model/functionRef';
import { pickOne, type Answer, type Choice } from '../connections/prompts';
import type { Catalog } from '../../app/catalog/catalog';
import { withProgress } from '../window/progress';

/** Lets a person choose a version or an alias; asks nothing where there is only one. */
export async function pickQualifier(
  title: string,
  id: FunctionId,
  catalog: Catalog,
): Promise<Answer<FunctionRef>> {
  const { listing, qualifiers } = catalog.qualifiers(id);
  await withProgress({ location: { viewId: 'fndeck.functions' } }, () => listing.done);
  if (listing.phase.kind === 'failed') {
    catalog.forgetFunction(id);
    throw listing.phase.error;
  }
  const [only, ...others] = qualifiers;
  if (only && others.length === 0) return only.ref;
  const place = { title, step: 2, back: true };
  return pickOne(place, vscode.l10n.t('Version or alias of {0}', id.name), qualifiers.map(choice));
}

function choice({ ref, kind, target, description }: QualifierSummary): Choice<FunctionRef> {
  return {
    label: ref.qualifier.replace(/^!/, ''),
    description: [target === undefined ? undefined : `→ ${target}`, description].filter(Boolean).join(' · '),
    iconPath: new vscode.ThemeIcon(kind === 'alias' ? 'bookmark' : 'versions'),
    value: ref,
  };
}
