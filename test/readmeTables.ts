import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { allowed, destinationsOf, knownFields } from '../src/model/fields';
import { translate } from '../src/model/message';
import { SERVICES } from '../src/model/services';
import { PROJECT, readJson } from './sources';

type Texts = Readonly<Record<string, string>>;

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: {
      readonly commandPalette: readonly { readonly command: string; readonly when: string }[];
    };
    readonly configuration: {
      readonly properties: Readonly<Record<string, Setting>>;
    };
  };
}

interface Setting {
  readonly default: unknown;
  readonly description?: string;
  readonly markdownDescription?: string;
}

/** The tables of the README by the name between their marks, made from package.json and the tables of the services. */
export function readmeTables(): Readonly<Record<string, string>> {
  const { commands, menus, configuration } = (readJson('package.json') as Manifest).contributes;
  const texts = existsSync(join(PROJECT, 'package.nls.json')) ? (readJson('package.nls.json') as Texts) : {};
  const said = (key = ''): string => texts[key.replaceAll('%', '')] ?? key;
  const hidden = menus.commandPalette.filter(({ when }) => when === 'false').map(({ command }) => command);
  return {
    services: table(
      ['service', 'API', 'regions', 'destinations'],
      SERVICES.map((profile) => [
        translate(profile.label),
        profile.dialect,
        profile.regions.length > 1
          ? `${profile.regions.length}, any other by name`
          : `${profile.regions.join()}, any other by name`,
        destinationsOf(profile)
          .kinds.map(({ label }) => translate(label))
          .join(', '),
      ]),
    ),
    limits: table(
      ['service', 'payload', 'queued event', 'event age', 'retries', 'synchronous call'],
      SERVICES.map((profile) => {
        const { age, retries } = knownFields(profile);
        return [
          translate(profile.label),
          inBytes(profile.payloadBytes.sync),
          inBytes(profile.payloadBytes.async),
          `${range(allowed(age))} s`,
          range(allowed(retries)),
          profile.gatewaySeconds === undefined
            ? 'the function’s own time limit'
            : `${profile.gatewaySeconds} s`,
        ];
      }),
    ),
    commands: commands
      .filter(({ command }) => !hidden.includes(command))
      .map(({ title }) => said(title))
      .sort((a, b) => a.localeCompare(b, 'en'))
      .map((title) => `_${title}_`)
      .join(' · '),
    settings: table(
      ['setting', 'default', 'what it does'],
      Object.entries(configuration.properties).map(
        ([name, { default: value, description, markdownDescription }]) => [
          `\`${name}\``,
          typeof value === 'object' ? '' : `\`${JSON.stringify(value)}\``,
          said(description ?? markdownDescription).replaceAll('*', '_'),
        ],
      ),
    ),
  };
}

/** The README with its tables made anew: each stands between `<!-- name -->` and `<!-- /name -->`. */
export function withTables(readme: string): string {
  return Object.entries(readmeTables()).reduce((text, [name, made]) => {
    const marks = new RegExp(`(<!-- ${name} -->)[^]*?(<!-- /${name} -->)`);
    if (!marks.test(text)) throw new Error(`the README has no place for the table “${name}”`);
    return text.replace(marks, (_, from: string, to: string) => `${from}\n\n${made}\n\n${to}`);
  }, readme);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function range({ min, max }: { readonly min: number; readonly max: number }): string {
  return `${min.toLocaleString('en')} to ${max.toLocaleString('en')}`;
}

function inBytes(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${bytes / 1024 / 1024} MB` : `${bytes / 1024} KB`;
}
