import { message } from '../../model/message';
import type { Explanation, Refused } from './refused';
import { SERVICE_RULES } from './serviceRules';
import { SIGN_IN_RULES } from './signInRules';

/** In this order: the first rule that applies explains. Rules look at codes first, since sentences are not stable. */
const RULES = [...SIGN_IN_RULES, ...SERVICE_RULES];

/** Explains an error answer; a code that nothing is known about leaves the word to the service's own sentence. */
export function explain(refused: Refused): Explanation {
  if (refused.page) return aWebPage(refused.status);
  const rule = RULES.find(({ applies }) => applies(refused));
  return (
    rule?.explain(refused) ?? {
      summary: message('The service refused the request (HTTP {0}).', refused.status),
    }
  );
}

/** Something else than the service has answered. */
export function aWebPage(status: number): Explanation {
  return {
    summary: message('The answer (HTTP {0}) is a web page, not an answer of the service.', status),
    hint: message('Check the endpoint of the connection; a proxy or a sign-in page may be in between.'),
  };
}
