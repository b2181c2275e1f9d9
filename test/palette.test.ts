import { describe, expect, it } from 'vitest';
import { readJson } from './sources';

/** What a person types who wants to follow a log: the whole title. */
const FOLLOW: Readonly<Record<string, string>> = {
  '': 'follow logs',
  '.de': 'protokolle verfolgen',
  '.zh-cn': '跟踪日志',
};

/** What a person types who wants the synchronous command: any of its title's words in their order, to any length. */
const LANGUAGES: Readonly<Record<string, readonly string[]>> = {
  '': ['invoke with payload', 'invoke payload', 'with payload', 'invoke', 'with', 'payload'],
  '.de': ['aufrufen mit nutzdaten', 'mit nutzdaten', 'aufrufen', 'mit', 'nutzdaten'],
  '.zh-cn': ['带有效负载调用', '有效负载调用', '有效负载', '负载', '调用'],
};

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: {
      readonly commandPalette: readonly { readonly command: string; readonly when: string }[];
    };
  };
}

const { commands, menus } = (readJson('package.json') as Manifest).contributes;
const hidden = menus.commandPalette.filter(({ when }) => when === 'false').map(({ command }) => command);

describe.each(Object.entries(LANGUAGES))('the palette in package.nls%s.json', (language, phrases) => {
  const titles = readJson(`package.nls${language}.json`) as Readonly<Record<string, string>>;
  const entries = commands
    .filter(({ command }) => !hidden.includes(command))
    .map(({ command, title }) => ({ command, label: `FnDeck: ${titles[title.replaceAll('%', '')] ?? ''}` }));
  // Two letters are in almost every label. VS Code’s own “Focus on Invocations View” has the first four of “invoke”.
  const shortest = language === '.zh-cn' ? 1 : 3;
  const typed = phrases.flatMap((phrase) =>
    [...phrase].map((_, i) => phrase.slice(0, i + 1)).filter(({ length }) => length >= shortest),
  );

  const firstFor = (text: string): string | undefined => {
    const found = entries.filter(({ label }) => matches(text, label));
    // VS Code sorts commands that were not used yet by their labels.
    found.sort((a, b) => a.label.localeCompare(b.label, language.slice(1) || 'en'));
    return found[0]?.command;
  };

  it.each([...new Set(typed)])('has the synchronous command first for “%s”', (text) => {
    expect(firstFor(text)).toBe('fndeck.invokeWithPayload');
  });

  it('has “Follow Logs” first for its title', () => {
    expect(firstFor(FOLLOW[language] ?? '')).toBe('fndeck.followLogs');
  });
});

/** As VS Code filters its palette: by a part of the label, or by beginnings of its words in their order. */
function matches(typed: string, label: string): boolean {
  const text = label.toLowerCase();
  if (text.includes(typed)) return true;
  let words = text.split(/[\s:]+/);
  for (const part of typed.split(' ').filter(Boolean)) {
    const at = words.findIndex((word) => word.startsWith(part));
    if (at < 0) return false;
    words = words.slice(at + 1);
  }
  return true;
}
