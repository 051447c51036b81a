import type { Logger } from 'pino';
import type { RetentionKind } from '../../contracts/retention.ts';
import type { Database } from '../../store/database.ts';
import { keepCompression } from '../../store/compression.ts';
import { removeOlder, type Cuts, type GoneThrough, type Removal } from '../../store/housekeeping.ts';
import { removeAudit, removeEvidence, removeHeldFootage } from '../../store/housekeeping-evidence.ts';
import { areaParents, readRetentionSettings } from '../../store/retention-settings.ts';
import { keptDays, type KeptDays } from '../core/retention.ts';
import type { Clock } from './clock.ts';
import type { Metrics } from './metrics.ts';
import { startRegularly } from './regularly.ts';

const DAY_MS = 86_400_000;
const FIRST_AFTER_MS = 60_000;
const EVERY_MS = 3_600_000;

const KINDS: readonly RetentionKind[] = [
  'snapshot',
  'observation',
  'measurement',
  'track',
  'coverage',
  'health_event',
  'picture',
  'clip',
  'audit',
];

/** Removes what is older than it is to be kept, once an hour, but not what is held for a case. Only one process does. */
export function startHousekeeping({
  database,
  log,
  clock,
  metrics,
  firstAfterMs = FIRST_AFTER_MS,
}: {
  readonly database: Database;
  readonly log: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly firstAfterMs?: number;
}): { readonly stop: () => Promise<void> } {
  let gone: GoneThrough = new Map();
  let emptiedAt = clock.now();

  const remove = async (kind: RetentionKind, days: KeptDays, signal: AbortSignal): Promise<Removal> => {
    const cuts = cutsOf(days, clock.now());
    switch (kind) {
      case 'picture':
        return { chunks: 0, rows: await removeEvidence(database, 'snapshot', cuts, signal) };
      case 'clip':
        return {
          chunks: 0,
          rows:
            (await removeEvidence(database, 'clip', cuts, signal)) + (await removeHeldFootage(database, cuts, signal)),
        };
      case 'audit':
        return { chunks: 0, rows: cuts.others === null ? 0 : await removeAudit(database, cuts.others, signal) };
      case 'snapshot':
      case 'observation':
      case 'measurement':
      case 'track':
      case 'coverage':
      case 'health_event':
        return removeOlder(database, kind, cuts, signal, { gone });
    }
  };
  const clean = async (signal: AbortSignal): Promise<void> => {
    const settings = await readRetentionSettings(database);
    if (settings === null) {
      metrics.errors.inc({ part: 'housekeeping' });
      log.error('setting retention does not meet its schema; nothing is removed until it does');
      return;
    }
    const parents = await areaParents(database);
    // Rows may come into old chunks late.
    if (clock.now() - emptiedAt >= DAY_MS) {
      gone = new Map();
      emptiedAt = clock.now();
    }
    try {
      const statements = await keepCompression(database, settings.compressTracks);
      if (statements > 0) log.info({ days: settings.compressTracks }, 'compression was set as wished');
    } catch (error) {
      metrics.errors.inc({ part: 'compression' });
      log.error({ err: error }, 'compression could not be set; the next run tries again');
    }
    for (const kind of KINDS) {
      if (signal.aborted) return;
      const days = keptDays(kind, settings, parents);
      try {
        const removed = await remove(kind, days, signal);
        if (removed.chunks + removed.rows > 0) log.info({ kind, days: days.others, ...removed }, 'old facts removed');
        metrics.removed.inc({ table: kind, unit: 'chunks' }, removed.chunks);
        metrics.removed.inc({ table: kind, unit: 'rows' }, removed.rows);
      } catch (error) {
        metrics.errors.inc({ part: 'housekeeping' });
        log.error({ err: error, kind }, 'old facts could not be removed; the next run tries again');
      }
    }
  };
  return startRegularly({
    part: 'housekeeping',
    trouble: 'housekeeping failed; the next run tries again',
    firstAfterMs,
    everyMs: EVERY_MS,
    work: clean,
    log,
    metrics,
  });
}

function cutsOf({ others, areas }: KeptDays, nowMs: number): Cuts {
  const cut = (days: number | null): Date | null => (days === null ? null : new Date(nowMs - days * DAY_MS));
  return { others: cut(others), areas: new Map([...areas].map(([id, days]) => [id, cut(days)])) };
}
