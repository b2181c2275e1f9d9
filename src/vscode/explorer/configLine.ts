import * as vscode from 'vscode';
import type { AsyncConfig } from '../../cloud/config/asyncConfig';
import { readView } from '../../model/configDocument';
import { kindOf, type Destination } from '../../model/destination';
import { duration } from '../../model/duration';
import type { FunctionRef } from '../../model/functionRef';
import type { ServiceProfile } from '../../model/service';
import { notConfigured, retries, summarise } from '../../model/summary';
import type { Report } from '../report';
import type { Catalog } from '../../app/catalog/catalog';
import { listed, message } from '../../model/message';

/** What the tree knows of a qualifier's async config. */
type ConfigState =
  | { readonly kind: 'reading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'none' }
  | { readonly kind: 'configured'; readonly config: AsyncConfig };

/** Looks in the catalog; asks the service nothing. */
export function configState(ref: FunctionRef, catalog: Pick<Catalog, 'knownConfigs'>): ConfigState {
  const known = catalog.knownConfigs(ref);
  const config = known?.configs.get(ref.qualifier);
  if (config) return { kind: 'configured', config };
  const { phase } = known?.listing ?? { phase: { kind: 'reading' } as const };
  return phase.kind === 'complete' ? { kind: 'none' } : phase;
}

/** The async config in a line: `1 h · 3 retries · ✓ SMN · ✗ OBS`. */
export function configLine(state: ConfigState, profile: ServiceProfile, report: Report): string {
  switch (state.kind) {
    case 'reading':
      return '…';
    case 'failed':
      return vscode.l10n.t('configuration could not be read');
    case 'none':
      return report.say(notConfigured());
    case 'configured':
      return summarise(profile, state.config.document)
        .map((part) => report.say(part))
        .join(' · ');
  }
}

/** The same for a screen reader, without signs. */
export function spokenConfig(state: ConfigState, profile: ServiceProfile, report: Report): string {
  if (state.kind === 'reading') return vscode.l10n.t('reading configuration');
  if (state.kind !== 'configured') return configLine(state, profile, report);
  const { age, retries: attempts, success, failure } = readView(profile, state.config.document);
  const label = (destination: Destination): string =>
    report.say(kindOf(profile, destination)?.label ?? message('custom destination'));
  const facts = [
    ...(age === undefined ? [] : [vscode.l10n.t('event age {0}', report.say(duration(age)))]),
    ...(attempts === undefined ? [] : [report.say(retries(attempts))]),
    ...(success ? [vscode.l10n.t('successes go to {0}', label(success))] : []),
    ...(failure ? [vscode.l10n.t('failures go to {0}', label(failure))] : []),
  ];
  return listed(facts, report.say);
}
