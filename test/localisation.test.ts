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

  it('has titles in Title Case', () => {
    const labels = read('package.nls.json');
    const titles = Object.entries(labels).filter(([key]) => /^(command|view|editor)\.|\.title$/.test(key));
    expect(titles.length).toBeGreaterThan(80);
    expect(titles.filter(([, title]) => !isTitleCase(title))).toEqual([]);
    const buttons = [...keys].filter((key) => key.endsWith('…') && /^[A-Z]/.test(key) && !isRunning(key));
    expect(buttons.filter((key) => !isTitleCase(key))).toEqual([]);
  });

  it('has an ellipsis where a title asks, in all languages alike, as one character', () => {
    for (const file of ['', '.de', '.zh-cn']) {
      const labels = read(`package.nls${file}.json`);
      const unlike = Object.entries(read('package.nls.json')).filter(
        ([key, title]) =>
          key.startsWith('command.') && title.endsWith('…') !== (labels[key] ?? '').endsWith('…'),
      );
      expect(unlike).toEqual([]);
      expect(Object.values(labels).filter((text) => text.includes('...'))).toEqual([]);
    }
    for (const language of LANGUAGES) {
      const bundle = read(`l10n/bundle.l10n.${language}.json`);
      const unlike = Object.entries(bundle).filter(([key, text]) => key.endsWith('…') !== text.endsWith('…'));
      expect(unlike).toEqual([]);
    }
  });

  it('never counts one in the plural', () => {
    const counts = [...keys].filter((key) =>
      /^\{0\} (functions|events|retries|bytes|attempts|lines|errors)\b/.test(key),
    );
    expect(counts.length).toBeGreaterThan(5);
    const hasOne = (key: string): boolean => {
      const [, many = '', rest = ''] = /^\{0\} (\w+)(.*)/.exec(key) ?? [];
      const one = `1 ${many.replace(/ies$/, 'y').replace(/s$/, '')}`;
      return rest === '' ? keys.has(one) : [...keys].some((other) => other.startsWith(`${one} `));
    };
    expect(counts.filter((key) => !hasOne(key))).toEqual([]);
  });

  it('uses the words of a reader, not of the house', () => {
    const texts = [...keys, ...Object.values(read('package.nls.json'))];
    expect(
      texts.filter((text) => /\bjournal\b|\bfor ever\b|lower-case|\bvendor\b|sign-in data/i.test(text)),
    ).toEqual([]);
  });

  it.each([
    // What the words beside them are for: Anforderung, Computer, Anmeldeinformationen, Kennwort, Nutzdaten, Verlauf, Protokoll.
    ['de', /Anfrage|Rechner|Anmeldedaten|Passwort|Payload|Journal|\bLogs?\b|\bAliase\b/],
    // 沙盒, 账号, 消息最大存活时长, 撤销, 有效负载, 目标, 终端节点, 凭据.
    ['zh-cn', /沙箱|账户|帐号|存活时间|有效期 >|撤消|(?<!有效)负载|目的地|(?<!终)端点|凭证/],
  ])('calls a thing by one word in %s', (language, others) => {
    const texts = { ...read(`l10n/bundle.l10n.${language}.json`), ...read(`package.nls.${language}.json`) };
    const said = Object.values(texts).map((text) => text.replace(/\(command:[^)]*\)/g, ''));
    expect(said.filter((text) => others.test(text))).toEqual([]);
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

/** Words that a title has in lower case, unless it begins with one. */
const SMALL = /^(a|an|and|as|at|by|for|from|if|in|into|of|on|or|s\.yaml|the|this|to|with|are|is|it)$/i;

function isTitleCase(title: string): boolean {
  const words = title
    .replace(/[“(].*?[”)]|\{\d\}|…/g, ' ')
    .split(/[ :]+/)
    .filter(Boolean);
  return words.every((word) => /^[^a-z]/.test(word) || SMALL.test(word) || /^[a-z]+[A-Z]/.test(word));
}

/** Whether a text with an ellipsis says what is going on: `Reading {0}…`. */
function isRunning(text: string): boolean {
  return /^\w+ing\b/.test(text) || /:|;|\.\s/.test(text);
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
