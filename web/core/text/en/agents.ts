import type { Texts } from '../dictionary.ts';
import type { agents as original } from '../vi/agents.ts';

export const agents: Texts<typeof original> = {
  state: { online: 'Running', offline: 'Out of touch' },
  idHint: 'Also its name at the MQTT broker. Cannot be changed later.',
  token: (id) => `Token of ${id}, shown this once`,
  tokenHint: 'Put it into CITYWATCH_AGENT_TOKEN on the agent’s machine and start the agent again.',
  taken: 'There is an agent of this id already.',
  inUse: 'It still serves cameras or sensors. Give these to another agent first.',
  renew: 'New token',
  renewSure: (name) =>
    `Give “${name}” a new token? The old one is worth nothing at once: it sends no pictures until it has the new one.`,
};
