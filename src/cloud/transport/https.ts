import https, { type RequestOptions } from 'https';

/**
 * What the bundle takes for `node:https` (esbuild.mjs). VS Code patches `https`, by this name only: it puts an agent
 * of its own, which knows proxy and certificates, in the place of the one that a request brings, or leaves a request
 * that brings one to itself. So an agent that checks no certificate is taken away and what it says is written into
 * the request, where it holds with any agent.
 */
export default { ...https, request };

function request(url: string | URL, options: RequestOptions, listener?: Listener) {
  const { agent, ...others } = options;
  const lenient = agent instanceof https.Agent && agent.options.rejectUnauthorized === false;
  return https.request(url, lenient ? { ...others, rejectUnauthorized: false } : options, listener);
}

type Listener = Parameters<typeof https.request>[2];
