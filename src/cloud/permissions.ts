/** What FnDeck does with a service, as far as one may be allowed the one and not the other. */
export type Ability =
  | 'listFunctions'
  | 'listVersions'
  | 'readFunction'
  | 'readConfig'
  | 'writeConfig'
  | 'invoke'
  | 'readLogs'
  | 'listEvents'
  | 'stopEvents'
  | 'readTestEvents'
  | 'writeTestEvents';

/** What one has to be allowed for an ability. */
export interface Permission {
  readonly ability: Ability;
  /** Its calls, in the API's own words; the request log names them so. */
  readonly operations: readonly string[];
  /** Actions of a policy; none where documents name none. */
  readonly actions: readonly string[];
  /** The role that allows it, where documents name no action. */
  readonly role?: string;
  /** The policy that allows it for all functions, as an administrator enters it; absent where no action is documented. */
  readonly policy?: string;
}
