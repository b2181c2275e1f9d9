// Published version v2, which the alias `prod` points to. It reads a file beside it.

const greetings = require('./greetings.json');

exports.handler = async (event, context) => {
  const { name } = Buffer.isBuffer(event) ? JSON.parse(event) : event;
  const hour = new Date().getHours();
  const time = hour < 12 ? 'morning' : hour < 18 ? 'afternoon' : 'evening';
  const logger = context.logger ?? context.getLogger();
  logger.info('called as %s', context.service?.qualifier ?? (context.getAlias() || context.getVersion()));
  return { message: `${greetings[time]}, ${name ?? 'world'}` };
};
