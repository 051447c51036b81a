import type { Logger } from 'pino';
import type { Database } from '../../store/database.ts';
import { currentRules, type BrokenRule } from '../../store/rules.ts';
import { NO_RULES, ruleBook, type RuleBook } from '../core/rule-book.ts';
import { createAlarm } from './alarm.ts';
import { deviceFacts } from './device-facts.ts';
import type { Metrics } from './metrics.ts';

/** Keeps the rules as they are in the store. */
export type RuleShelf = {
  readonly book: () => RuleBook;
  readonly status: () => RuleStatus;
  /** Settings have changed: read them anew. */
  readonly wake: () => void;
  readonly stop: () => Promise<void>;
};

/** What is known of the rules, for whoever asks how analytics is. */
export type RuleStatus = {
  /** False until the rules have been read for the first time. */
  readonly known: boolean;
  readonly enabled: number;
  readonly disabled: number;
  /** Stored rules that nobody can judge by, and why. */
  readonly broken: readonly BrokenRule[];
};

// Only for a notice that was lost; changes come at once.
const LOOK_EVERY_MS = 10_000;

/**
 * Reads the rules when woken and now and then. While the store cannot be read the last known rules stay in use.
 *
 * @param changed called when there is a new book.
 */
export function startRuleShelf({
  database,
  changed,
  log,
  metrics,
}: {
  readonly database: Database;
  readonly changed: () => void;
  readonly log: Logger;
  readonly metrics: Metrics;
}): RuleShelf {
  const alarm = createAlarm();
  let book = NO_RULES;
  let status: RuleStatus = { known: false, enabled: 0, disabled: 0, broken: [] };
  let seen = '';
  let usual = '';

  const look = async (): Promise<void> => {
    const { rules, broken } = await currentRules(database);
    const devices = await deviceFacts(database, rules);
    const { bySensor, holidays } = devices.usual;
    const learned = JSON.stringify([[...bySensor].map(([id, hours]) => [id, [...hours]]), [...holidays]]);
    const content = JSON.stringify([rules, broken, [...devices.everyS], [...devices.camerasInUse]]);
    if (content === seen && learned === usual) return;
    const isQuiet = content === seen;
    [seen, usual] = [content, learned];
    book = ruleBook(rules, devices);
    const enabled = rules.filter((rule) => rule.enabled).length;
    status = { known: true, enabled, disabled: rules.length - enabled, broken };
    metrics.rules.set({ state: 'enabled' }, enabled);
    metrics.rules.set({ state: 'disabled' }, rules.length - enabled);
    metrics.rules.set({ state: 'broken' }, broken.length);
    for (const rule of broken)
      log.error(
        { ruleId: rule.id, version: rule.version, reason: rule.reason },
        'rule does not meet the contract; not judged',
      );
    // What is usual changes a little every hour: no news.
    if (!isQuiet)
      log.info({ enabled, disabled: rules.length - enabled, broken: broken.length }, 'rules taken into use');
    changed();
  };
  const run = async (): Promise<void> => {
    while (!alarm.stopped()) {
      try {
        await look();
        await alarm.sleep(LOOK_EVERY_MS);
      } catch (error) {
        metrics.errors.inc({ part: 'rules' });
        log.error({ err: error }, 'rules could not be read; the last known stay in use');
        await alarm.sleep(1_000);
      }
    }
  };
  const running = run();
  return {
    book: () => book,
    status: () => status,
    wake: alarm.wake,
    stop: async () => {
      alarm.stop();
      await running;
    },
  };
}
