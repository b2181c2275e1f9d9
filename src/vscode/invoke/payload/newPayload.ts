import * as vscode from 'vscode';
import { sampleEvents } from '../../../cloud/sampleEvents';
import { refLabel, type FunctionRef } from '../../../model/functionRef';
import { printJson } from '../../../model/json';
import type { ServiceProfile } from '../../../model/service';
import { pickLine } from '../../window/quickInput';
import type { PayloadBindings } from './bindings';
import { savePayload } from './savePayload';

/** Begins a payload file of a function with a sample event that the person chooses; gives the file. */
export async function newPayload(
  ref: FunctionRef,
  profile: ServiceProfile,
  bindings: PayloadBindings,
): Promise<vscode.Uri | undefined> {
  const samples = sampleEvents(profile).map(({ id, trigger, event, content }) => ({
    label: trigger,
    description: event,
    iconPath: new vscode.ThemeIcon('symbol-event'),
    name: id,
    text: `${printJson(content, 2)}\n`,
  }));
  const empty = {
    label: vscode.l10n.t('Empty'),
    description: '{}',
    iconPath: new vscode.ThemeIcon('new-file'),
    name: '',
    text: '{\n  \n}\n',
  };
  const chosen = await pickLine([empty, ...samples], {
    title: vscode.l10n.t('Payload for {0}', refLabel(ref)),
    placeHolder: vscode.l10n.t('Begin with the event of which trigger?'),
  });
  return chosen && savePayload({ ref, text: chosen.text, name: chosen.name }, bindings);
}
