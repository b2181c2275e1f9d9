import { Buffer } from 'node:buffer';
import { message } from '../../model/message';
import type { ServiceProfile } from '../../model/service';
import type { AsyncReceipt, InvocationResult } from '../cloud';
import { CloudError } from '../errors';
import { textAt } from '../call/fields';
import type { Calls } from './calls';
import { isFunctionError, readInvocation } from './invocationResult';
import type { Operation } from './operation';

/** Longest synchronous call that any document speaks of. */
const LONGEST_SECONDS = 900;
const MARGIN_MS = 10_000;

/** Invocations: each is one POST, whatever becomes of it. */
export class Invocations {
  constructor(
    private readonly profile: ServiceProfile,
    private readonly calls: Calls,
    /** Added to the function's own time, in milliseconds. */
    private readonly marginMs = MARGIN_MS,
  ) {}

  /**
   * Invokes and waits for the result: as long as the function may run plus a margin, or as long as the gateway
   * waits where that is not known.
   */
  async invoke(
    operation: Operation,
    timeoutSeconds: number | undefined,
    signal: AbortSignal,
  ): Promise<InvocationResult> {
    const { payloadBytes, gatewaySeconds = LONGEST_SECONDS } = this.profile;
    this.checkSize(operation, payloadBytes.sync);
    const seconds = Math.min(timeoutSeconds ?? gatewaySeconds, LONGEST_SECONDS);
    const options = {
      totalMs: seconds * 1000 + this.marginMs,
      // the envelope is JSON, in which a byte of the result may take six
      maxBytes: payloadBytes.sync * 6 + 1024 * 1024,
      accepts: isFunctionError,
    };
    return this.told(async () => readInvocation(await this.calls.send(operation, signal, options)));
  }

  /** Queues an invocation; the receipt has the id under which it is recorded. */
  async invokeAsync(operation: Operation, signal: AbortSignal): Promise<AsyncReceipt> {
    this.checkSize(operation, this.profile.payloadBytes.async);
    const body = await this.told(() => this.calls.json(operation, signal));
    const requestId = textAt(body, 'request_id');
    if (requestId !== undefined) return { requestId };
    throw this.calls.unusable(operation, undefined, {
      summary: message('The service accepted the event but did not say under which request ID.'),
    });
  }

  private checkSize(operation: Operation, most: number): void {
    const bytes = Buffer.byteLength(operation.body ?? '');
    if (bytes <= most) return;
    throw new CloudError({
      kind: 'tooLarge',
      service: this.profile.id,
      operation: operation.name,
      sent: 'no',
      repeatable: false,
      summary: message('The event has {0} bytes, {1} are allowed.', bytes, most),
    });
  }

  /** Says so where it is not known whether the function ran. */
  private async told<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof CloudError) || error.facts.sent !== 'unknown') throw error;
      if (error.facts.kind === 'service' && error.facts.hint) throw error;
      const hint = message('The request had left: the function may have run. FnDeck does not send it again.');
      throw new CloudError({ ...error.facts, hint }, { cause: error.cause });
    }
  }
}
