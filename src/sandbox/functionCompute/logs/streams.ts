import type { StreamName } from '../../logs/logStore';

/** The stream that holds the lines of a 2.0 service, or of all functions that stand alone. */
export function streamOf(service: string | undefined): StreamName {
  return service === undefined ? { group: 'functions', name: 'all' } : { group: 'services', name: service };
}
