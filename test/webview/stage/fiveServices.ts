import { SERVICES as FOUR } from '../../../src/model/services/tables';
import { fifthService } from './fifthService';

/** What stands in the place of `src/model/services/tables`: one line more. */
export const SERVICES = [...FOUR, fifthService];
