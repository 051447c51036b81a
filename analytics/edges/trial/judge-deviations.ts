import type { RuleCondition } from '../../../contracts/rules.ts';
import { gapAccount } from '../../../store/gaps.ts';
import { readPlanningSettings } from '../../../store/planning-settings.ts';
import type { AskedTrial } from '../../../store/rule-trials.ts';
import { hoursOfTrial, learnedPlaces, type TrialHour } from '../../../store/trial-usual.ts';
import { FEWEST_WEEKS, passes } from '../../core/deviation.ts';
import type { ObservationFact } from '../../core/facts.ts';
import { judgeObservation } from '../../core/judge-observation.ts';
import type { RuleBook } from '../../core/rule-book.ts';
import type { Judged, TrialParts } from './trial-pages.ts';

type DeviationCondition = Extract<RuleCondition, { kind: 'deviation' }>;

const HOUR_MS = 3_600_000;
const QUARTER_MS = HOUR_MS / 4;

/**
 * Judges a span by a rule about what is usual: whole hours against what is usual as it is learned now, each told at the
 * end of the quarter in which it passed the mark. Live it is told within a minute.
 */
export async function judgeDeviations(
  trial: AskedTrial,
  condition: DeviationCondition,
  book: RuleBook,
  { database, timeZone, onPage }: TrialParts,
): Promise<Judged> {
  const [planning, account, places] = await Promise.all([
    readPlanningSettings(database),
    gapAccount(database),
    learnedPlaces(database, trial, condition.zoneIds, FEWEST_WEEKS),
  ]);
  const holidays = planning.holidays.map(({ date }) => date);
  const hours =
    account === null ? [] : await hoursOfTrial(database, trial, condition, account.until, { timeZone, holidays });
  await onPage(0.5);
  const facts = hours.flatMap((hour, i) => {
    const at = passedAt(hour, condition);
    return at === null ? [] : [factOf(hour, condition, at, i + 1)];
  });
  await onPage(1);
  return {
    facts: hours.length,
    isCut: false,
    verdicts: facts.flatMap((fact) => judgeObservation(fact, book.zones, timeZone)),
    zones: places.map(({ zoneId, isLearned }) => ({ zoneId, basis: isLearned ? 'observations' : 'no-usual' })),
  };
}

/** When an hour passed the mark, epoch milliseconds; null: it did not. */
function passedAt(
  hour: TrialHour,
  condition: DeviationCondition,
): { readonly at: number; readonly counted: number } | null {
  const start = hour.hour.getTime();
  for (const [i, counted] of hour.quarters.entries()) {
    const isOver = i === hour.quarters.length - 1;
    const watched = isOver ? hour.watched : null;
    if (passes({ ...hour, counted, isWhole: isOver && hour.inService, watched }, condition))
      return { at: start + (i + 1) * QUARTER_MS - 1, counted };
  }
  return null;
}

function factOf(
  { hour, zoneId, cameraId, areaId, usual, spread, weeks, watched }: TrialHour,
  { what, side, factor, atLeast, class: thing }: DeviationCondition,
  { at, counted }: { readonly at: number; readonly counted: number },
  id: number,
): ObservationFact {
  const from = hour.getTime();
  return {
    id,
    kind: 'deviation',
    cameraId,
    areaId,
    zoneId,
    trackId: null,
    class: thing,
    direction: null,
    value: counted,
    deviation: {
      what,
      side,
      factor,
      atLeast,
      usual,
      spread,
      weeks,
      watched,
      from: new Date(from).toISOString(),
      to: new Date(from + HOUR_MS).toISOString(),
    },
    box: null,
    capturedAt: at,
    receivedAt: at,
    perceivedAt: at,
  };
}
