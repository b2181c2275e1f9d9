// Logs a line every half second. The lines appear in the output channel while the function still runs.

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

exports.handler = async (event, context) => {
  const steps = event.steps ?? 10;
  const logger = context.getLogger();

  for (let step = 1; step <= steps; step++) {
    await wait(500);
    logger.info('step %d of %d: %s', step, steps, event.task);
  }
  return { task: event.task, steps, millisecondsLeft: context.getRemainingTimeInMilliSeconds() };
};
