import { connect } from '../../../src/cloud/connect';
import { openDoor } from '../../../src/cloud/door';
import { invokeSync } from '../../../src/app/invocations/sync';
import { profileOf } from '../../../src/model/services';
import { SILENT_SCREEN, silentWindow } from './silentWindow';

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
const { stage } = silentWindow(folder, () => cloud, {
  screen: { ...SILENT_SCREEN, failure: (_, error) => console.error(error) },
});
const ref = { connection: 'c', group: 'demo', name: 'hello', qualifier: 'latest' };
void invokeSync(stage, { ref, cloud, profile: profileOf(service), payload: '{"secret":"of a person"}' }, 30);
