/** What bytes are, and how they can be shown. */
export interface Content {
  /** `image`: VS Code shows it; `pdf`: other programs do; `file`: it can be saved. */
  readonly kind: 'image' | 'pdf' | 'file';
  /** Media type: `image/png`. */
  readonly mime: string;
  /** Of a file with it, without the dot. */
  readonly extension: string;
}

const image = (mime: string, extension: string): Content => ({
  kind: 'image',
  mime: `image/${mime}`,
  extension,
});
const file = (mime: string, extension: string): Content => ({ kind: 'file', mime, extension });

const PDF: Content = { kind: 'pdf', mime: 'application/pdf', extension: 'pdf' };

/** What files begin with, from an offset, as Latin-1. */
const BEGINNINGS: readonly (readonly [offset: number, text: string, Content])[] = [
  [0, '\x89PNG\r\n\x1a\n', image('png', 'png')],
  [0, '\xff\xd8\xff', image('jpeg', 'jpg')],
  [0, 'GIF8', image('gif', 'gif')],
  [8, 'WEBP', image('webp', 'webp')],
  [4, 'ftypavif', image('avif', 'avif')],
  [0, '\0\0\x01\0', image('x-icon', 'ico')],
  [0, '%PDF-', PDF],
  [0, 'PK\x03\x04', file('application/zip', 'zip')],
  [0, '\x1f\x8b', file('application/gzip', 'gz')],
];

/** What a service or a function calls it, where the bytes do not tell. SVG is a text, and stays one. */
const BY_NAME: readonly Content[] = [...BEGINNINGS.map(([, , content]) => content), image('bmp', 'bmp')];

/** What bytes are, judged by their beginning, else by what was said of them; any bytes are a file. */
export function contentOf(bytes: Uint8Array, said: string | undefined): Content {
  const start = String.fromCharCode(...bytes.subarray(0, 32));
  const found = BEGINNINGS.find(([offset, text]) => start.startsWith(text, offset));
  const mime = said?.split(';')[0]?.trim().toLowerCase();
  return (
    found?.[2] ?? BY_NAME.find((known) => known.mime === mime) ?? file('application/octet-stream', 'bin')
  );
}

/** Whether a text is all of a PDF: one without pictures may have no byte that is no text. */
export function isPdfText(text: string): boolean {
  return text.startsWith('%PDF-') && !text.includes('\uFFFD');
}
