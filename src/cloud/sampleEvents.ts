import type { ServiceFamily, ServiceProfile } from '../model/service';
import { functionComputeSamples } from './functionCompute/sampleEvents';
import { functionGraphSamples } from './functionGraph/sampleEvents';
import type { SampleEvent } from './sampleEvent';

/** Sample events of one family of services, by the dialect of its API. */
const SAMPLES: Readonly<Record<ServiceFamily, (dialect: string) => readonly SampleEvent[]>> = {
  functionGraph: functionGraphSamples,
  functionCompute: functionComputeSamples,
};

/** Events of a service's triggers, to begin a payload with; none where this build has none. */
export function sampleEvents({
  family,
  dialect,
}: Pick<ServiceProfile, 'family' | 'dialect'>): readonly SampleEvent[] {
  return SAMPLES[family]?.(dialect) ?? [];
}
