import { beforeAll, describe, expect, it } from 'vitest';
import { readHttpAnswer } from '../../../src/app/invocations/httpAnswer';
import { textOf } from '../../../src/app/invocations/recordText';
import { invokeSync } from '../../../src/app/invocations/sync';
import { judge } from '../../../src/app/expectations/judge';
import { translate } from '../../../src/model/message';
import { profileOf } from '../../../src/model/services';
import { runnerOf, sandboxBench, type Bench } from '../../sandbox/sandboxBench';
import { cloudTo, refTo, SERVICE_IDS } from '../replay/services';
import { silentWindow } from './silentWindow';

// Spreadsheets know a text in UTF-8 by the mark that it begins with.
const TABLE = '\uFEFFname;Größe\r\n';
const OBJECT = '\uFEFF{"statusCode":404,"body":"{}"}';
const bench = sandboxBench();
let sandbox: Bench;

beforeAll(async () => {
  const runner = runnerOf({
    answer: ({ event }) => ({ kind: 'returned', text: JSON.parse(event) as string }),
  });
  sandbox = await bench.start({ functions: bench.functions({ 'orders/answer': {} }) }, { runner });
});

describe.each(SERVICE_IDS)('a result with a byte order mark, of %s', (service) => {
  const resultOf = async (text: string) => {
    const cloud = cloudTo(sandbox, service);
    const { stage } = silentWindow(bench.folder(), () => cloud);
    const task = {
      ref: refTo(service, 'answer'),
      cloud,
      profile: profileOf(service),
      payload: JSON.stringify(text),
    };
    return (await invokeSync(stage, task, 5)).record;
  };

  it('is kept as it came', async () => {
    const record = await resultOf(TABLE);
    expect(Buffer.from(record.result ?? '').toString('hex')).toBe(Buffer.from(TABLE).toString('hex'));
    expect(textOf(record, 'result', translate)).toBe(TABLE.slice(1));
  });

  it('is read as what it says', async () => {
    const record = await resultOf(OBJECT);
    expect(record.outcome).toEqual({ kind: 'returnedError', statusCode: 404 });
    expect(readHttpAnswer(record.result ?? '')).toMatchObject({ status: 404 });
    const verdicts = judge({ mode: 'sync', result: { statusCode: 404 } }, record, translate);
    expect(verdicts.find(({ key }) => key === 'result')).toMatchObject({ met: true });
  });
});
