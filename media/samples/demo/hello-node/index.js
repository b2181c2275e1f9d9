// The code of `latest`. To change it, copy this folder and set fndeck.sandbox.functions; the sandbox loads what you save.
// The versions v1 and v2 have folders of their own; the alias `prod` points to v2.

exports.handler = async (event, context) => {
  // FunctionGraph hands over an object, Function Compute the bytes of the payload.
  const payload = Buffer.isBuffer(event) ? JSON.parse(event) : event;
  const name = payload.name ?? 'world';
  const greeting = process.env.GREETING;

  // What the logger and console.log write shows up in the output channel FnDeck.
  const logger = context.logger ?? context.getLogger();
  logger.info('greeting %s', name);
  console.log(`on ${process.platform} with Node.js ${process.version}`);

  // The form that an API gateway expects; its body is a JSON text inside the JSON.
  return {
    statusCode: 200,
    isBase64Encoded: false,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ message: `${greeting}, ${name}`, version: versionOf(context) }),
  };
};

function versionOf(context) {
  return context.service ? context.service.versionId || 'LATEST' : context.getVersion();
}
