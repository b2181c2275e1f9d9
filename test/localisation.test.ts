import { existsSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { PROJECT, nodesOf, readJson, readSources } from './sources';

type Texts = Readonly<Record<string, string>>;

const LANGUAGES = ['zh-cn', 'de'];

/** Where texts that others wrote are looked up. */
const TRANSLATORS = ['src/vscode/report.ts', 'src/webview/i18n.ts'];

const { keys, unreadable } = collectKeys();

describe('what a person reads', () => {
  it('is written as a literal, so that it can be found and translated', () => {
    expect(unreadable).toEqual([]);
  });

  describe.each(LANGUAGES)('in %s', (language) => {
    const bundle = read(`l10n/bundle.l10n.${language}.json`);
    const labels = read(`package.nls.${language}.json`);

    it('is translated whole, with nothing left over', () => {
      expect(difference(keys, bundle)).toEqual({ missing: [], leftOver: [] });
    });

    it('keeps the placeholders', () => {
      const broken = Object.entries(bundle).filter(([key, text]) => placeholders(key) !== placeholders(text));
      expect(broken).toEqual([]);
    });

    it('has the labels of package.json', () => {
      expect(difference(new Set(Object.keys(read('package.nls.json'))), labels)).toEqual({
        missing: [],
        leftOver: [],
      });
    });
  });

  it('has a text for every label of package.json, and no other', () => {
    const used = new Set(JSON.stringify(readJson('package.json')).match(/(?<="%)[\w.-]+(?=%")/g));
    expect(difference(used, read('package.nls.json'))).toEqual({ missing: [], leftOver: [] });
  });
});

/** First arguments of `message(…)`, `l10n.t(…)` and the page's `t(…)`: English texts, which are the keys. */
function collectKeys(): { readonly keys: ReadonlySet<string>; readonly unreadable: readonly string[] } {
  const found = new Set<string>();
  const wrong: string[] = [];
  for (const { path, tree } of readSources()) {
    for (const node of nodesOf(tree)) {
      if (!ts.isCallExpression(node) || !/^(message|t|(vscode\.)?l10n\.t)$/.test(node.expression.getText()))
        continue;
      const first = node.arguments[0];
      if (first && ts.isStringLiteralLike(first)) found.add(first.text);
      else if (!TRANSLATORS.includes(path)) wrong.push(`${path}: ${node.getText()}`);
    }
  }
  return { keys: found, unreadable: wrong };
}

function read(path: string): Texts {
  return existsSync(join(PROJECT, path)) ? (readJson(path) as Texts) : {};
}

function difference(wanted: ReadonlySet<string>, texts: Texts) {
  return {
    missing: [...wanted].filter((key) => !(texts[key] ?? '').trim()).sort(),
    leftOver: Object.keys(texts)
      .filter((key) => !wanted.has(key))
      .sort(),
  };
}

function placeholders(text: string): string {
  return [...new Set(text.match(/\{\d+\}/g))].sort().join();
}
