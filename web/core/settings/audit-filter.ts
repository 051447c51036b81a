import { parseDay, type Day } from '../stats/city-days.ts';
import type { Dictionary } from '../text/dictionary.ts';

export type AuditAction = keyof Dictionary['audit']['actions'];
export type AuditGroup = keyof Dictionary['audit']['groups'];

/** Which entries of the audit log are looked at; empty and null: all. */
export interface AuditFilter {
  readonly username: string;
  readonly did: AuditGroup | AuditAction | null;
  readonly subject: string;
  readonly from: Day | null;
  /** Included. */
  readonly to: Day | null;
}

export const NO_AUDIT_FILTER: AuditFilter = { username: '', did: null, subject: '', from: null, to: null };

/** What belongs together; the first is what somebody may have to answer for most often. */
export const AUDIT_GROUPS: Readonly<Record<AuditGroup, readonly AuditAction[]>> = {
  looks: [
    'camera.look',
    'clip.look',
    'clip.download',
    'snapshot.download',
    'camera.capture',
    'export.start',
    'export.end',
    'report.take',
  ],
  sessions: [
    'session.begin',
    'session.refused',
    'session.end',
    'session.end-all',
    'push.subscribe',
    'push.unsubscribe',
  ],
  accounts: ['account.add', 'account.save', 'account.password', 'account.remove'],
  devices: [
    'camera.add',
    'camera.save',
    'camera.remove',
    'camera.try',
    'zone.add',
    'zone.save',
    'zone.remove',
    'sensor.add',
    'sensor.save',
    'sensor.remove',
    'agent.add',
    'agent.save',
    'agent.token',
    'agent.remove',
    'agent.discover',
    'agent.inspect',
  ],
  rules: ['rule.add', 'rule.save', 'rule.remove'],
  city: ['area.add', 'area.save', 'area.end', 'unit.add', 'unit.save', 'unit.end', 'city.save', 'planning.save'],
  keeping: ['retention.save', 'hold.put', 'hold.lift'],
  work: ['handover.make', 'handover.take', 'report.order', 'report.cancel', 'reports.save'],
};

/** The filter as the API takes it. `startOf` tells when a day begins in the city, ms. */
export function auditQueryOf(
  { username, did, subject, from, to }: AuditFilter,
  {
    beforeId,
    startOf,
    nextDay,
  }: {
    readonly beforeId: number | null;
    readonly startOf: (day: Day) => number;
    readonly nextDay: (day: Day) => Day;
  },
): string {
  const moment = (day: Day) => new Date(startOf(day)).toISOString();
  const actions = did === null ? [] : did in AUDIT_GROUPS ? AUDIT_GROUPS[did as AuditGroup] : [did];
  const asked = {
    username: username.trim().toLowerCase(),
    action: actions.join(','),
    subject: subject.trim(),
    from: from === null ? '' : moment(from),
    to: to === null ? '' : moment(nextDay(to)),
    beforeId: beforeId === null ? '' : String(beforeId),
    limit: '100',
  };
  return new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== '')).toString();
}

const LONGEST_NAME = 64;
const LONGEST_SUBJECT = 200;

/** Reads the filter from an address' query. Anybody can write an address: what is not understood restricts nothing. */
export function parseAuditFilter(query: URLSearchParams): AuditFilter {
  const did = query.get('did');
  return {
    username: (query.get('who') ?? '').slice(0, LONGEST_NAME),
    did: did !== null && isDeed(did) ? did : null,
    subject: (query.get('with') ?? '').slice(0, LONGEST_SUBJECT),
    from: parseDay(query.get('from')),
    to: parseDay(query.get('to')),
  };
}

/** The filter as parts of an address; the inverse of {@link parseAuditFilter}. */
export function formatAuditFilter({ username, did, subject, from, to }: AuditFilter): readonly string[] {
  const said = { who: username, did: did ?? '', with: subject, from: from ?? '', to: to ?? '' };
  return Object.entries(said).flatMap(([key, value]) => (value === '' ? [] : [`${key}=${encodeURIComponent(value)}`]));
}

function isDeed(text: string): text is AuditGroup | AuditAction {
  return Object.entries(AUDIT_GROUPS).some(
    ([group, actions]) => group === text || actions.some((action) => action === text),
  );
}
