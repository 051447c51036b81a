import type { AgentCommand } from '../../contracts/telemetry.ts';

/**
 * A command whose answer goes to the gateway as this host reaches it: of the address it names only the path counts. So
 * nobody can have pictures sent elsewhere, and a host inside the server's own network needs neither the public name nor
 * its certificate.
 *
 * @param gatewayUrl `http://…` or `https://…`
 */
export function throughGateway<C extends AgentCommand>(command: C, gatewayUrl: string): C {
  const said = new URL(command.uploadUrl);
  const gateway = new URL(gatewayUrl);
  const scheme = said.protocol.startsWith('ws') ? gateway.protocol.replace('http', 'ws') : gateway.protocol;
  return { ...command, uploadUrl: `${scheme}//${gateway.host}${said.pathname}${said.search}` };
}
