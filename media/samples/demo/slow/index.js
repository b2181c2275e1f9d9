// Logs a line every half second. The lines appear in the output channel while the function still runs.

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

exports.handler = async (event, context) => {
  // FunctionGraph hands over an object, Function Compute the bytes of the payload.
  const { task, steps = 10 } = Buffer.isBuffer(event) ? JSON.parse(event) : event;
  const logger = context.logger ?? context.getLogger();

  const began = Date.now();
  for (let step = 1; step <= steps; step++) {
    await wait(500);
    logger.info('step %d of %d: %s', step, steps, task);
  }
  return { task, steps, millisecondsLeft: timeLeft(context, began) };
};

function timeLeft(context, began) {
  if (context.getRemainingTimeInMilliSeconds) return context.getRemainingTimeInMilliSeconds();
  return context.function.timeout * 1000 - (Date.now() - began);
}
