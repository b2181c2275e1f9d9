/** A request that the sandbox has answered (or whose connection a fault has cut: status 0). */
interface LoggedRequest {
  readonly id: string;
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly operation: string;
  readonly status: number;
  readonly ms: number;
}

/** The last requests, oldest first, for tests that count them. Holds no headers, no query and no bodies. */
export class RequestLog {
  private readonly kept: LoggedRequest[] = [];

  constructor(private readonly size: number) {}

  add(request: LoggedRequest): void {
    this.kept.push(request);
    if (this.kept.length > this.size) this.kept.shift();
  }

  all(): readonly LoggedRequest[] {
    return this.kept;
  }

  clear(): void {
    this.kept.length = 0;
  }
}
