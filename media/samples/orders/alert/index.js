// The destination on failure of `flaky`. What it gets tells of the event that failed: its payload, how often it was
// tried, and the last error.

exports.handler = async (event, context) => {
  // FunctionGraph hands over an object, Function Compute the bytes of the payload.
  const told = Buffer.isBuffer(event) ? JSON.parse(event) : event;
  // The two service families name the same things differently.
  const request = told.request_context ?? told.requestContext;
  const payload = JSON.parse(told.request_payload ?? told.requestPayload);
  const attempts = request.approximate_invoke_count ?? request.approximateInvokeCount;

  const logger = context.logger ?? context.getLogger();
  logger.warn('order %s failed %d times (%s)', payload.orderId, attempts, request.condition);
  return { orderId: payload.orderId, attempts };
};
