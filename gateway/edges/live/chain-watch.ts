import type { Logger } from 'pino';
import type { ChainTrouble } from '../../../contracts/push.ts';
import type { Database } from '../../../store/database.ts';
import { readProcessStates } from '../../../store/process-states.ts';
import { createChain } from '../../core/live/chain.ts';

/** Watches what stands between the cameras and the consoles. */
export type ChainWatch = {
  /** What does not work now: as long as there is something, silence does not mean that all is calm. */
  readonly troubles: () => readonly ChainTrouble[];
  readonly stop: () => void;
};

const LOOK_EVERY_MS = 3000;

/** Looks every few seconds, one look at a time. */
export function startChainWatch({
  database,
  brokerConnected,
  clock,
  log,
}: {
  readonly database: Database;
  readonly brokerConnected: () => boolean;
  readonly clock: () => number;
  readonly log: Logger;
}): ChainWatch {
  const chain = createChain();
  /** What each process last told, by the database's clock: that it is another than before needs no clock of ours. */
  const told = new Map<string, string>();
  let looking: Promise<void> | null = null;
  let said = '';

  const look = async (): Promise<void> => {
    const states = await readProcessStates(database);
    const now = performance.now();
    chain.worked('database', now);
    for (const { process, instance, at, isJudging } of states) {
      const key = `${process} ${instance}`;
      const before = told.get(key);
      if (before === at) continue;
      told.set(key, at);
      // Only of what was told before we came the clock must say how old it is.
      const toldMs = before === undefined ? now - Math.max(0, clock() - Date.parse(at)) : now;
      if (process === 'ingest') chain.worked('perceiving', toldMs);
      if (process === 'analytics' && isJudging === true) chain.worked('judging', toldMs);
    }
  };
  const troubles = (): readonly ChainTrouble[] => {
    const now = performance.now();
    return chain.troubles(now).map(({ is, since }) => ({ is, since: Math.round(clock() - (now - since)) }));
  };
  const tick = (): void => {
    if (brokerConnected()) chain.worked('broker', performance.now());
    // What cannot be asked is not known to work; that is told below.
    looking ??= look()
      .catch(() => undefined)
      .finally(() => (looking = null));
    const broken = troubles()
      .map(({ is }) => is)
      .join(', ');
    if (broken !== said && broken === '') log.info('everything between cameras and consoles works again');
    else if (broken !== said) log.warn({ broken }, 'consoles are told that they miss something');
    said = broken;
  };
  const timer = setInterval(tick, LOOK_EVERY_MS);
  tick();
  return { troubles, stop: () => clearInterval(timer) };
}
