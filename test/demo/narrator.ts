import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';

/** Prints what the tour says, and why it stopped where it did. */
export default class Narrator implements Reporter {
  onStdOut(chunk: string | Buffer): void {
    process.stdout.write(chunk);
  }

  onTestEnd(_test: TestCase, result: TestResult): void {
    if (result.status === 'passed') return;
    for (const { message } of result.errors) console.error(message);
  }
}
