import { connect } from '../../../src/cloud/connect';
import { openDoor } from '../../../src/cloud/door';
import { createFlights } from '../../../src/app/invocations/flights';
import { createJournal } from '../../../src/app/invocations/journal';
import { createRequestIds } from '../../../src/app/invocations/requestIds';
import { createWatchedEvents } from '../../../src/app/events/watching';
import { createLogStreams } from '../../../src/app/logs/logStreams';
import { createStage } from '../../../src/app/invocations/stage';
import { invokeSync } from '../../../src/app/invocations/sync';
import { translate } from '../../../src/model/message';
import { profileOf } from '../../../src/model/services';

// A process that invokes a function and is killed meanwhile: node crash.js <journal> <address of the service>
const [folder = '', url = ''] = process.argv.slice(2);
const service = 'functiongraph-huawei';
const [region, projectId] = ['sandbox-1', '0123456789abcdef0123456789abcdef'];
const cloud = connect(
  {
    ...{ id: 'c', name: 'Crash', service, region, projectId, credential: 'keys' },
    ...{ endpoint: url, iamEndpoint: url, logEndpoint: url },
  },
  { kind: 'keys', accessKeyId: 'AK', secretAccessKey: 'SK' },
  openDoor({ log: () => undefined }),
);
const journal = createJournal({ folder, keep: () => 100, say: translate });
const logs = createLogStreams();
const requestIds = createRequestIds(journal);
const stage = createStage({
  flights: createFlights(),
  journal,
  requestIds,
  logs,
  events: createWatchedEvents({ logs, cloud: () => Promise.resolve(cloud), isEarlier: () => false }),
  output: { section: () => ({ number: 1, write: () => undefined, end: () => undefined }) },
  screen: {
    say: translate,
    describe: (error) => ({ text: String(error) }),
    failure: (_, error) => console.error(error),
    progress: () => ({ report: () => undefined, close: () => undefined }),
  },
});
const ref = { connection: 'c', group: 'demo', name: 'hello', qualifier: 'latest' };
void invokeSync(stage, { ref, cloud, profile: profileOf(service), payload: '{"secret":"of a person"}' }, 30);
