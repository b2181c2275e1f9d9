import { message } from '../../model/message';
import type { Explanation } from './refusal';

/** Says that the credentials of a profile (`aliyun:default`) were not accepted: they are renewed where they come from. */
export function refusedProfile(profile: string): Explanation {
  return {
    summary: message('The service does not accept the credentials of the profile “{0}”.', profile),
    hint: message(
      'Renew them with the profile’s tool, and check the region and the account of the connection.',
    ),
  };
}
