// An error that the handler throws is a function error: the service answers 200 and says in a header that it failed.
// Invoked asynchronously, the function is tried again, and at last the event goes to the destination on failure.

class OrderError extends Error {
  name = 'OrderError';
}

exports.handler = async (event) => {
  console.log(`checking order ${event.orderId}`);
  for (const { sku, quantity } of event.items ?? []) {
    if (!(quantity > 0)) throw new OrderError(`${sku} of order ${event.orderId} has the quantity ${quantity}`);
  }
  return { orderId: event.orderId, accepted: true };
};
