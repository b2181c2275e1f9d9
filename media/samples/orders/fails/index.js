// An error that the handler throws is a function error: the service answers 200 and says in a header that it failed.
// Invoked asynchronously, the function is tried again, and at last the event goes to the destination on failure.

class OrderError extends Error {
  name = 'OrderError';
}

exports.handler = async (event) => {
  // FunctionGraph hands over an object, Function Compute the bytes of the payload.
  const { orderId, items = [] } = Buffer.isBuffer(event) ? JSON.parse(event) : event;
  console.log(`checking order ${orderId}`);
  for (const { sku, quantity } of items) {
    if (!(quantity > 0)) throw new OrderError(`${sku} of order ${orderId} has the quantity ${quantity}`);
  }
  return { orderId, accepted: true };
};
