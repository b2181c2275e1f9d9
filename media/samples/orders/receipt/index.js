// It comes with a destination on success: what it returns is delivered to a bucket or a queue called `receipts`.

exports.handler = async (event, context) => {
  // FunctionGraph hands over an object, Function Compute the bytes of the payload.
  const { orderId, items = [] } = Buffer.isBuffer(event) ? JSON.parse(event) : event;
  const total = items.reduce((sum, { price, quantity = 1 }) => sum + price * quantity, 0);
  const logger = context.logger ?? context.getLogger();
  logger.info('receipt for order %s: %d', orderId, total);
  return { orderId, total };
};
