import type { Texts } from '../dictionary.ts';
import type { chain as original } from '../vi/chain.ts';

export const chain: Texts<typeof original> = {
  sign: 'Trouble',
  none: 'Whether there are alerts is not known',
  noneLead: 'Something does not work, see the red line above. Alerts come when it works again.',
  since: {
    database: (time) => `The database has not answered since ${time}`,
    judging: (time) => `Rules have not been applied since ${time}`,
    perceiving: (time) => `Nobody has looked at the cameras’ pictures since ${time}`,
    broker: (time) => `Out of touch with the agents since ${time}`,
  },
  lead: {
    database: 'New alerts cannot be shown and nothing can be saved. Call your technicians if it lasts.',
    judging: 'No new alerts, whatever happens; it is recorded and judged later. Call your technicians.',
    perceiving: 'People and vehicles are not noticed; live video can still be watched. Call your technicians.',
    broker: 'Readings come late; live video and clips cannot be had. Call your technicians if it lasts.',
  },
};
