import type { Session } from './state.ts';

/** Whether the person may take steps on alerts. The gateway enforces it; the console does not offer what it would refuse. */
export function mayRespond(session: Session): boolean {
  return session.is === 'signed-in' && session.account.role !== 'planner';
}

/** Whether the person may change devices, zones, rules and accounts. */
export function mayConfigure(session: Session): boolean {
  return session.is === 'signed-in' && session.account.role === 'admin';
}
