// It comes with two retries: an asynchronous invocation succeeds at its third attempt. With `"failures": 3` in the payload
// it fails for good, and the function `alert` is told.
// All attempts of one event have the same request id. They may reach different instances, so the count is in a file.

const { readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

exports.handler = async (event, context) => {
  // FunctionGraph hands over an object, Function Compute the bytes of the payload.
  const { orderId, failures = 2 } = Buffer.isBuffer(event) ? JSON.parse(event) : event;
  const file = join(tmpdir(), `fndeck-flaky-${context.requestId ?? context.getRequestID()}`);
  const attempt = countIn(file) + 1;
  const logger = context.logger ?? context.getLogger();
  logger.info('attempt %d to reserve stock for order %s', attempt, orderId);

  if (attempt <= failures) {
    writeFileSync(file, String(attempt));
    throw new Error(`The warehouse does not answer (attempt ${attempt})`);
  }
  rmSync(file, { force: true });
  return { orderId, reserved: true, attempts: attempt };
};

function countIn(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}
