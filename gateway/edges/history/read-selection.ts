import { MOST_ROWS, type HistoryNote, type SelectionQuery, type TimeStep } from '../../../contracts/history.ts';
import type { HistoryPlace } from '../../../contracts/history.ts';
import type { Queryable } from '../../../store/database.ts';
import { rollupTimeZone, simulatedSpans, type Span } from '../../../store/history/note.ts';
import { unknownAreas, unknownPlaces } from '../../../store/history/places.ts';
import { areasAndBelow, type Selection } from '../../../store/history/selection.ts';
import type { RollupName } from '../../../store/rollup-definitions.ts';
import { caughtUp } from '../../../store/rollup-freshness.ts';
import type { Scope } from '../../../store/scope.ts';
import { ApiFault } from '../../core/api-fault.ts';
import { momentOf } from '../../core/history/city-time.ts';
import { onQuarter, stepCount } from '../../core/history/level.ts';
import { readCitySettings } from '../city-settings.ts';
import { badField } from '../http/fault-of.ts';

/** Longest period one may ask about. */
const LONGEST_MS = 60 * 366 * 86_400_000;

/** The zone whose calendar history counts by: that of the daily sums. */
export async function historyTimeZone(connection: Queryable): Promise<string> {
  return (await rollupTimeZone(connection)) ?? (await readCitySettings(connection)).timeZone;
}

/**
 * The period of a question.
 *
 * @throws ApiFault when it ends before it starts, is too long, or does not begin and end where sums do.
 */
export function periodOf(
  query: { readonly from: string; readonly to: string },
  timeZone: string,
  names: readonly [from: string, to: string] = ['from', 'to'],
): Span {
  const [from, to] = [momentOf(query.from, timeZone), momentOf(query.to, timeZone)];
  if (from >= to) throw badField(names[1], `the period ends before it starts: \`${names[1]}\` must be later`);
  if (to - from > LONGEST_MS) throw badField(names[0], 'the period is longer than 60 years');
  for (const [name, at] of [
    [names[0], from],
    [names[1], to],
  ] as const)
    if (!onQuarter(at)) throw badField(name, 'must be on a quarter of an hour: sums have no finer ends');
  return { from: new Date(from), to: new Date(to) };
}

/** @throws ApiFault when the steps alone are more than an answer holds. */
export function checkSteps(by: TimeStep, { from, to }: Span): void {
  const steps = stepCount(by, from.getTime(), to.getTime());
  if (steps > MOST_ROWS)
    throw badField('by', `would give ${steps} steps, at most ${MOST_ROWS}: take longer steps or a shorter period`);
}

/** An answer that would be too long. */
export function tooManyRows(): ApiFault {
  return new ApiFault(
    'too-large',
    `the answer would have more than ${MOST_ROWS} rows: take longer steps, a shorter period or fewer parts, or an export`,
  );
}

/**
 * What is asked for, checked: things that never were, or are not theirs to see, are refused by name.
 *
 * @throws ApiFault
 */
export async function selectionOf(
  connection: Queryable,
  query: Partial<SelectionQuery>,
  span: Span,
  scope: Scope,
): Promise<Selection> {
  await checkPlaces(connection, 'cameraIds', query.cameraIds, ['camera'], scope);
  await checkPlaces(connection, 'zoneIds', query.zoneIds, ['zone', 'line'], scope);
  if (query.areaIds) {
    const [unknown] = await unknownAreas(connection, query.areaIds);
    if (unknown !== undefined) throw badField('areaIds', `there never was an area ${unknown}`);
  }
  return {
    what: query.what ?? 'crossed',
    ...span,
    cameraIds: query.cameraIds ?? null,
    zoneIds: query.zoneIds ?? null,
    areaIds: query.areaIds ? await areasAndBelow(connection, query.areaIds) : null,
    classes: query.classes ?? null,
    direction: query.direction ?? null,
    boundaries: query.boundaries ?? 'then',
  };
}

/** @throws ApiFault naming the first that is not known. */
export async function checkPlaces(
  connection: Queryable,
  field: string,
  ids: readonly string[] | undefined,
  kinds: readonly HistoryPlace['kind'][],
  scope: Scope,
): Promise<void> {
  if (!ids) return;
  const [unknown] = await unknownPlaces(connection, ids, kinds, scope);
  if (unknown !== undefined)
    throw badField(field, `there never was a ${kinds.join(' or ')} ${unknown}, or it is not yours to see`);
}

/** What every answer says of itself. */
export async function noteOf(
  connection: Queryable,
  {
    span,
    timeZone,
    boundaries = 'then',
    rollup = 'observation',
    deviceIds = null,
  }: {
    readonly span: Span;
    readonly timeZone: string;
    readonly boundaries?: HistoryNote['boundaries'];
    readonly rollup?: RollupName;
    readonly deviceIds?: readonly string[] | null;
  },
): Promise<HistoryNote> {
  const [until, simulated] = await Promise.all([
    caughtUp(connection, rollup),
    simulatedSpans(connection, span, deviceIds),
  ]);
  return {
    from: span.from.toISOString(),
    to: span.to.toISOString(),
    timeZone,
    boundaries,
    summedUntil: until?.toISOString() ?? null,
    simulated: simulated.map(({ from, to }) => ({ from: from.toISOString(), to: to.toISOString() })),
  };
}
