/** A request as a value: what is signed is what is sent. */
export interface HttpRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Absolute, already encoded. */
  readonly url: string;
  /** Names in lower case; `host` may be among them and must be the URL's. */
  readonly headers: Readonly<Record<string, string>>;
  /** Goes out byte for byte as UTF-8. */
  readonly body?: string;
}

/** How long and how much to wait for. */
export interface Limits {
  /** Milliseconds until there is a connection, TLS included. */
  readonly connectMs: number;
  /** Milliseconds until the last byte of the answer. */
  readonly totalMs: number;
  /** Most bytes of an answer's body. */
  readonly maxBytes: number;
}

/** A whole answer, its body as text (invalid UTF-8 becomes replacement characters), without the mark it may begin with. */
export interface HttpResponse {
  readonly status: number;
  /** A header by its name in any case; undefined where it is absent. */
  header(name: string): string | undefined;
  readonly text: string;
  /** U+FEFF, where the body began with it: no JSON does, but what a function returns may. */
  readonly byteOrderMark?: string;
  /** The body as it came, where it is no UTF-8 text. */
  readonly bytes?: Uint8Array;
}
