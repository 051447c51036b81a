import type { EventPage, EventQuery } from '../../../contracts/history-events.ts';
import type { Queryable } from '../../../store/database.ts';
import {
  findAlertEvents,
  findObservationEvents,
  type AlertEventRow,
  type EventSearch,
  type ObservationEventRow,
} from '../../../store/history/events.ts';
import { unknownAreas } from '../../../store/history/places.ts';
import { areasAndBelow } from '../../../store/history/selection.ts';
import type { Scope } from '../../../store/scope.ts';
import { momentOf } from '../../core/history/city-time.ts';
import { foldedWords } from '../../core/history/fold.ts';
import { badField } from '../http/fault-of.ts';
import { historyTimeZone } from './read-selection.ts';

/**
 * A page of what happened, newest first.
 *
 * @throws ApiFault when the period ends before it starts.
 */
export async function readEvents(connection: Queryable, query: EventQuery, scope: Scope): Promise<EventPage> {
  const timeZone = await historyTimeZone(connection);
  const [from, to] = [momentOf(query.from, timeZone), momentOf(query.to, timeZone)];
  if (from >= to) throw badField('to', 'the period ends before it starts: `to` must be later');
  if (query.areaIds) {
    const [unknown] = await unknownAreas(connection, query.areaIds);
    if (unknown !== undefined) throw badField('areaIds', `there never was an area ${unknown}`);
  }
  const [afterAt, afterId] = query.after?.split('.') ?? [];
  const search: EventSearch = {
    span: { from: new Date(from), to: new Date(to) },
    scope,
    words: query.words === undefined ? null : foldedWords(query.words),
    polygon: query.polygon ?? null,
    areaIds: query.areaIds ? await areasAndBelow(connection, query.areaIds) : null,
    deviceIds: query.deviceIds ?? null,
    zoneIds: query.zoneIds ?? null,
    classes: query.classes ?? null,
    kinds: query.kinds ?? null,
    direction: query.direction ?? null,
    longerThanS: query.longerThanS ?? null,
    shorterThanS: query.shorterThanS ?? null,
    states: query.states ?? null,
    severities: query.severities ?? null,
    ruleIds: query.ruleIds ?? null,
    after: afterAt !== undefined && afterId !== undefined ? [afterAt, afterId] : null,
    limit: query.limit + 1,
  };
  const rows =
    query.of === 'alerts' ? await findAlertEvents(connection, search) : await findObservationEvents(connection, search);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    timeZone,
    // The contract's enums are those the store's rows were written by.
    events: page.map((row) => ('rule_id' in row ? alertEvent(row) : observationEvent(row))) as EventPage['events'],
    next: rows.length > query.limit && last ? `${last.place_at}.${last.id}` : null,
  };
}

function shared(row: AlertEventRow | ObservationEventRow) {
  return {
    id: row.id,
    at: row.at.toISOString(),
    deviceId: row.device_id,
    deviceName: row.device_name ?? row.device_id,
    zoneId: row.zone_id,
    zoneName: row.zone_name,
    areaId: row.area_id,
    place: row.lat === null || row.lon === null ? null : { lat: row.lat, lon: row.lon },
    class: row.class,
    value: row.value,
    simulated: row.simulated,
  };
}

/** Where a clip shows a moment. */
function clipOf({ clip_of, clip_from }: AlertEventRow | ObservationEventRow, at: Date) {
  return clip_of === null || clip_from === null
    ? { clip: null, clipAtS: null }
    : { clip: `/api/alerts/${clip_of}/clip`, clipAtS: Math.max(0, (at.getTime() - clip_from.getTime()) / 1000) };
}

function alertEvent(row: AlertEventRow) {
  return {
    of: 'alerts',
    ...shared(row),
    ruleId: row.rule_id,
    ruleName: row.rule_name,
    severity: row.severity,
    state: row.state,
    unit: row.unit,
    count: row.count,
    durationS: row.duration_s,
    comments: row.comments ?? [],
    sight: {
      picture: row.has_picture ? `/api/alerts/${row.id}/snapshot` : null,
      ...clipOf(row, row.captured_at),
      cameraId: row.device_kind === 'camera' ? row.device_id : null,
      at: row.captured_at.toISOString(),
    },
  };
}

function observationEvent(row: ObservationEventRow) {
  const at = row.at.toISOString();
  return {
    of: 'observations',
    ...shared(row),
    kind: row.kind,
    direction: row.direction,
    trackId: row.track_id,
    score: row.score,
    deviation: row.deviation,
    sight: {
      picture: row.has_picture ? `/api/cameras/${row.device_id}/snapshots/${row.at.getTime()}` : null,
      ...clipOf(row, row.at),
      cameraId: row.device_id,
      at,
    },
  };
}
