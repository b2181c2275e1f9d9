import type { Json } from '../model/json';

/** An event as a trigger of a service sends it to a function, with values that FnDeck has made up. */
export interface SampleEvent {
  /** What a file with it is called: `obs-object-created`. */
  readonly id: string;
  /** The trigger, by the vendor's own name. */
  readonly trigger: string;
  /** What has happened, in its own words: `ObjectCreated:Put`. */
  readonly event: string;
  /** Ids and times are variables: they are new each time the event is sent. */
  readonly content: Json;
}
