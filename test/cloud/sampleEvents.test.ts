import { describe, expect, it } from 'vitest';
import { sampleEvents } from '../../src/cloud/sampleEvents';
import { printJson } from '../../src/model/json';
import { profileOf, SERVICES } from '../../src/model/services';
import { readPayload } from '../../src/app/payloads/readPayload';
import { encodeName } from '../../src/model/functionRef';
import { knownSource } from '../app/payloads/variables';

const triggers = (service: string) => sampleEvents(profileOf(service)).map(({ trigger }) => trigger);

describe('sample events', () => {
  it('are there for the triggers of each service', () => {
    expect(triggers('functiongraph-huawei')).toEqual(['APIG', 'OBS', 'SMN', 'LTS', 'TIMER']);
    expect(triggers('functiongraph-otc')).toEqual(triggers('functiongraph-huawei'));
    expect(triggers('functioncompute-3')).toEqual(['HTTP', 'OSS', 'MNS', 'SLS', 'Timer']);
    // Its handlers get the request itself, and no event.
    expect(triggers('functioncompute-2')).toEqual(['OSS', 'MNS', 'SLS', 'Timer']);
    expect(sampleEvents({ family: 'another', dialect: '1' })).toEqual([]);
  });

  it.each(SERVICES.map(({ id }) => id))(
    'can be sent as they are to %s, with ids and times of now',
    (service) => {
      for (const { id, content } of sampleEvents(profileOf(service))) {
        const text = printJson(content, 2);
        const read = readPayload(text, knownSource());
        expect(read.kind, id).toBe('json');
        expect(read.kind === 'json' && read.json, id).not.toMatch(/\{\{/);
        expect(text.length, id).toBeLessThan(2000);
        expect(encodeName(id), 'a name of a file').toBe(id);
      }
    },
  );
});
