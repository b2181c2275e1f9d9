// The code of `latest`. Change it, save, and invoke again: the sandbox loads the new code.
// The versions v1 and v2 have folders of their own; the alias `prod` points to v2.

exports.handler = async (event, context) => {
  const name = event.name ?? 'world';
  // getUserData reads the function's environment variables.
  const greeting = context.getUserData('GREETING');

  // What the logger and console.log write shows up in the output channel FnDeck.
  context.getLogger().info('greeting %s', name);
  console.log(`${context.getRemainingTimeInMilliSeconds()} ms are left`);

  // The form that an API gateway expects; its body is a JSON text inside the JSON.
  return {
    statusCode: 200,
    isBase64Encoded: false,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ message: `${greeting}, ${name}`, version: context.getVersion() }),
  };
};
