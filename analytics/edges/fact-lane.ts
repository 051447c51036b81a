import type { Logger } from 'pino';
import type { Cursor } from '../../contracts/ids.ts';
import { bearableOutcomes, moveReader, type MoveResult } from '../../store/alerts-raise.ts';
import type { Database } from '../../store/database.ts';
import { openTransactions } from '../../store/open-transactions.ts';
import { readerPosition, type FactPage, type ReaderName, type ReaderPosition } from '../../store/readers.ts';
import { isRowFault } from '../../store/row-fault.ts';
import type { RuleState } from '../../store/rule-state.ts';
import { coalesce } from '../core/coalesce.ts';
import type { RuleBook } from '../core/rule-book.ts';
import type { Verdict } from '../core/verdict.ts';
import { createAlarm } from './alarm.ts';
import type { Clock } from './clock.ts';
import type { Metrics } from './metrics.ts';

/** What judging a batch, or letting time pass, came to. */
export type Judgement = { readonly verdicts: readonly Verdict[]; readonly states: readonly RuleState[] };

/** Judges one kind of facts and remembers what it must between them. Thrown away when a step fails. */
export type Mind<Fact> = {
  /** Takes a rule book into use. */
  readonly adopt: (book: RuleBook) => Promise<Judgement>;
  readonly read: (from: ReaderPosition) => Promise<FactPage<Fact>>;
  readonly judge: (facts: readonly Fact[], nowMs: number) => Judgement;
  /** Only called when every fact has been judged. `dueAt`: when it has something to say next, whatever comes. */
  readonly passTime: (nowMs: number) => Judgement & { readonly dueAt: number | null };
};

/** Makes a mind that has judged everything up to a place; `adopt` comes first. */
export type OpenMind<Fact> = (position: ReaderPosition) => Promise<Mind<Fact>>;

/** A reader of facts at work. */
export type FactLane = {
  readonly name: ReaderName;
  readonly wake: () => void;
  readonly stop: () => Promise<void>;
  /** Every fact up to here has been judged, though perhaps not yet durably. null: not yet known. */
  readonly position: () => Cursor | null;
  /** Epoch milliseconds at which everything there was had been judged; null: not yet. */
  readonly caughtUpAt: () => number | null;
  /** Since when an open transaction keeps facts from being read; null: it does not. */
  readonly heldSince: () => number | null;
};

/** Thrown when another process has moved our reader: it judges now. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError';
}

const POLL_MS = 1_000;
// A batch that raises nothing is made durable now and then only: judged again after a crash, it comes to the same.
const SAVE_EVERY_MS = 2_000;
const SAVE_IDLE_EVERY_MS = 600_000;
const HELD_FIRST_MS = 2;
const HELD_LAST_MS = 250;
const HELD_TOLD_MS = 5_000;
const ERROR_FIRST_MS = 200;
const ERROR_LAST_MS = 10_000;

/**
 * Reads one kind of facts by cursor and judges them, woken by {@link FactLane.wake} and by a poll each second. What a
 * batch came to is committed together with the place up to which it was read; when that fails, everything is taken
 * anew from the store, as after a crash.
 *
 * @param overtaken called once when another process judges in our place; the lane has then ended.
 */
export function startFactLane<Fact>({
  name,
  database,
  openMind,
  book,
  restMs = 0,
  overtaken,
  log,
  clock,
  metrics,
}: {
  readonly name: ReaderName;
  readonly database: Database;
  readonly openMind: OpenMind<Fact>;
  readonly book: () => RuleBook;
  /** Least time between two steps, however often the lane is woken. */
  readonly restMs?: number;
  readonly overtaken: (error: OvertakenError) => void;
  readonly log: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
}): FactLane {
  const alarm = createAlarm();
  let position: Cursor | null = null;
  let caughtUpAt: number | null = null;
  let heldSince: number | null = null;

  /** Works until stopped; rejects when a step fails. */
  const work = async (steady: () => void): Promise<void> => {
    let saved = await readerPosition(database, name);
    let at: Pick<ReaderPosition, 'xid' | 'id'> = saved;
    let inUse: RuleBook | null = null;
    const mind = await openMind(saved);
    let verdicts: Verdict[] = [];
    const states = new Map<string, RuleState>();
    let savedAt = clock.now();
    let passedAt = -Infinity;
    let dueAt: number | null = null;
    let heldMs = HELD_FIRST_MS;
    let heldToldAt = -Infinity;

    const collect = (judgement: Judgement): void => {
      verdicts.push(...judgement.verdicts);
      for (const state of judgement.states) states.set(`${state.ruleId} ${state.placeKey}`, state);
    };
    const unsaved = (): boolean => verdicts.length > 0 || states.size > 0 || at.xid !== saved.xid || at.id !== saved.id;
    const save = async (): Promise<void> => {
      const move = { name, from: saved, to: at, outcomes: coalesce(verdicts), states: [...states.values()] };
      const result = await moveReader(database, move).catch(async (error: unknown) => {
        if (!isRowFault(error)) throw error;
        // What can never be written must not keep everything after it from being judged.
        const { bearable, faults } = await bearableOutcomes(database, move);
        if (faults.length === 0) throw error;
        for (const { outcome, fault } of faults) {
          metrics.ignored.inc({ reader: name, reason: 'unwritable' });
          log.error({ err: fault, outcome }, 'an alert could not be written, and never can; it is left out');
        }
        return moveReader(database, { ...move, outcomes: bearable });
      });
      if (!result.moved) throw new OvertakenError(`another process has moved the reader of ${name}`);
      account(result, verdicts, metrics, log);
      saved = result.moved;
      savedAt = clock.now();
      verdicts = [];
      states.clear();
    };

    while (!alarm.stopped()) {
      if (book() !== inUse) {
        inUse = book();
        collect(await mind.adopt(inUse));
        passedAt = -Infinity;
      }
      const page = await mind.read({ ...saved, ...at });
      const nowMs = clock.now();
      collect(mind.judge(page.facts, nowMs));
      at = page.to;
      metrics.facts.inc({ reader: name }, page.facts.length);
      heldSince = page.held ? (heldSince ?? nowMs) : null;

      // While facts are held back, what they say may still matter to a hold that is due: wait, but not for ever.
      const due = page.facts.length > 0 || (dueAt !== null && dueAt <= nowMs);
      if (!page.more && (nowMs - passedAt >= POLL_MS || (due && !page.held))) {
        const passed = mind.passTime(nowMs);
        collect(passed);
        dueAt = passed.dueAt;
        passedAt = nowMs;
      }
      const saveAfterMs = verdicts.length > 0 ? 0 : unsaved() ? SAVE_EVERY_MS : SAVE_IDLE_EVERY_MS;
      if (nowMs - savedAt >= saveAfterMs) await save();
      position = `${at.xid}.${at.id}`;
      steady();
      if (page.more) continue;
      if (page.held) {
        if (heldSince !== null && nowMs - Math.max(heldSince, heldToldAt) >= HELD_TOLD_MS) {
          heldToldAt = nowMs;
          const blockers = await openTransactions(database);
          log.warn({ reader: name, blockers }, 'facts wait for an open transaction; end it');
        }
        await alarm.sleep(heldMs);
        heldMs = Math.min(HELD_LAST_MS, heldMs * 2);
      } else {
        caughtUpAt = clock.now();
        heldMs = HELD_FIRST_MS;
        await alarm.rest(restMs);
        await alarm.sleep(Math.max(0, Math.min(POLL_MS, (dueAt ?? Infinity) - clock.now())));
      }
    }
    if (unsaved()) await save();
  };

  const run = async (): Promise<void> => {
    let pauseMs = ERROR_FIRST_MS;
    while (!alarm.stopped()) {
      try {
        await work(() => (pauseMs = ERROR_FIRST_MS));
      } catch (error) {
        if (error instanceof OvertakenError) {
          overtaken(error);
          return;
        }
        metrics.errors.inc({ part: name });
        log.error({ err: error, reader: name, retryInMs: pauseMs }, 'judging failed; taken anew from the store');
        await alarm.sleep(pauseMs);
        pauseMs = Math.min(ERROR_LAST_MS, pauseMs * 2);
      }
    }
  };
  const running = run();
  return {
    name,
    wake: alarm.wake,
    stop: async () => {
      alarm.stop();
      await running;
    },
    position: () => position,
    caughtUpAt: () => caughtUpAt,
    heldSince: () => heldSince,
  };
}

function account(result: MoveResult, verdicts: readonly Verdict[], metrics: Metrics, log: Logger): void {
  metrics.cleared.inc(result.cleared);
  for (const alert of result.alerts) {
    (alert.isNew ? metrics.raised : metrics.repeated).inc({ rule: alert.ruleId });
    if (!alert.isNew) continue;
    const cause = verdicts.find(
      (verdict) =>
        verdict.verdict === 'raise' && verdict.ruleId === alert.ruleId && verdict.placeKey === alert.placeKey,
    );
    if (cause?.verdict === 'raise') {
      const knownAt = cause.perceivedAt ?? cause.receivedAt ?? cause.capturedAt;
      metrics.judged.observe(Math.max(0, alert.raisedAt - knownAt) / 1000);
    }
    log.info({ alertId: alert.id, ruleId: alert.ruleId, place: alert.placeKey }, 'alert raised');
  }
}
