// It comes with eight retries and a minute: the waits between attempts double, so an event is too old before its retries
// are used up. FunctionGraph then tells the destination on failure, Function Compute drops the event.

exports.handler = async (event, context) => {
  // FunctionGraph hands over an object, Function Compute the bytes of the payload.
  const { orderId } = Buffer.isBuffer(event) ? JSON.parse(event) : event;
  const logger = context.logger ?? context.getLogger();
  logger.warn('the carrier has not picked up order %s', orderId);
  throw new Error(`No carrier for order ${orderId} yet`);
};
