/** A value that is to stand in no text, and what stands there instead: its name in some form. */
interface HiddenValue {
  readonly value: string;
  readonly by: string;
}

/** Values with fewer characters stand in too many texts by chance, and are no secrets. */
const SHORTEST = 4;

/** Longer ones are looked for as they are and as this program writes them in JSON, and in no other spelling. */
const LONGEST_SPELLED = 8 * 1024;

/** The backslashes of an escape: JSON within JSON has more of them. Bounded, so that no text takes long. */
const ESCAPE = String.raw`\\{1,8}`;

/** Characters with an escape of their own in JSON. */
const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\b': 'b',
  '\t': 't',
  '\f': 'f',
  '\r': 'r',
};

/** What of a value is looked for: a line break, backslashes, or one unit of UTF-16. */
const UNITS = /\r?\n|\\+|[^]/g;

/**
 * Hides values in texts: as they are, and as any JSON writes them (`\u00e4`, `\/`), also in a JSON text within JSON. Of a
 * value of several lines each line is hidden, as a log has them one by one; of one that is JSON each text in it, as who
 * writes that JSON anew lays it out otherwise.
 */
export function hiderOf(values: readonly HiddenValue[]): (text: string) => string {
  const pieces = values
    .flatMap(({ value, by }) => piecesOf(value).map((piece) => ({ piece, by })))
    .filter(({ piece }) => piece.length >= SHORTEST)
    // One may be a part of another.
    .sort((a, b) => b.piece.length - a.piece.length);
  const [long, short] = [
    pieces.filter(({ piece }) => piece.length > LONGEST_SPELLED),
    pieces.filter(({ piece }) => piece.length <= LONGEST_SPELLED),
  ];
  const whole = long.flatMap(({ piece, by }) =>
    [piece, inJson(piece), inJson(inJson(piece))].map((written) => ({ written, by })),
  );
  const pattern = new RegExp(short.map(({ piece }) => `(${spelled(piece)})`).join('|'), 'g');
  const nameOf = (...[, ...groups]: readonly unknown[]): string =>
    short[groups.findIndex((group) => group !== undefined)]?.by ?? '';
  return (text) => {
    const rest = whole.reduce((said, { written, by }) => said.replaceAll(written, () => by), text);
    return short.length === 0 ? rest : rest.replace(pattern, nameOf);
  };
}

function piecesOf(value: string): readonly string[] {
  const texts = textsIn(value) ?? value.split(/[\r\n]+/);
  return [...new Set([value, ...texts].map((piece) => piece.trim()))];
}

/** The texts in a JSON text of an object or a list; undefined for any other value. */
function textsIn(value: string): readonly string[] | undefined {
  if (!/^\s*[[{]/.test(value)) return undefined;
  const texts: string[] = [];
  try {
    const left: unknown[] = [JSON.parse(value)];
    for (let one = left.pop(); one !== undefined; one = left.pop()) {
      if (typeof one === 'string') texts.push(one);
      else for (const inner of Object.values(one ?? {})) left.push(inner);
    }
  } catch {
    return undefined; // braces, but no JSON
  }
  return texts;
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** A pattern of all spellings of a text. */
function spelled(text: string): string {
  return text.replace(UNITS, (unit) => {
    if (unit.endsWith('\n'))
      return String.raw`(?:\r?\n|(?:${ESCAPE}r)?${ESCAPE}n|(?:${ESCAPE}u000[dD])?${ESCAPE}u000[aA])`;
    if (unit.startsWith('\\')) return String.raw`\\{1,${String(8 * unit.length)}}`;
    const own = unit.replace(/[\^$.*+?()[\]{}|/-]/, String.raw`\$&`);
    // What encoders of JSON leave as it is.
    if (/[\w .,:;!?#$%()*@[\]^{|}~-]/.test(unit)) return own;
    const short = SHORT_ESCAPES[unit];
    const plain = /["'/]/.test(unit) ? String.raw`\\{0,8}${own}` : own;
    const digits = unit.charCodeAt(0).toString(16).padStart(4, '0');
    const hex = digits.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
    return `(?:${plain}${short === undefined ? '' : `|${ESCAPE}${short}`}|${ESCAPE}u${hex})`;
  });
}
