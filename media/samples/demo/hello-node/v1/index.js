// Published version v1: answers by callback, the way that the oldest Node.js runtimes know.

exports.handler = (event, context, callback) => {
  console.log(`version ${context.getVersion()} greets ${event.name}`);
  callback(null, { message: `Hello, ${event.name ?? 'world'}` });
};
