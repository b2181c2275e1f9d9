// Published version v1: answers by callback, the way that the oldest Node.js runtimes know.

exports.handler = (event, context, callback) => {
  const { name } = Buffer.isBuffer(event) ? JSON.parse(event) : event;
  console.log(`the first version greets ${name}`);
  callback(null, { message: `Hello, ${name ?? 'world'}` });
};
