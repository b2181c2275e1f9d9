// Published version v2, which the alias `prod` points to. It reads a file beside it.

const greetings = require('./greetings.json');

exports.handler = async (event, context) => {
  const hour = new Date().getHours();
  const time = hour < 12 ? 'morning' : hour < 18 ? 'afternoon' : 'evening';
  context.getLogger().info('called as %s', context.getAlias() || context.getVersion());
  return { message: `${greetings[time]}, ${event.name ?? 'world'}` };
};
