import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  alertStatistics,
  alertStatisticsQuery,
  alertTables,
  alertTablesQuery,
} from '../../../contracts/history-alerts.ts';
import { eventPage, eventQuery, pastAnswer, pastQuery } from '../../../contracts/history-events.ts';
import {
  sensorSeriesAnswer,
  sensorSeriesQuery,
  sensorTrafficAnswer,
  sensorTrafficQuery,
} from '../../../contracts/history-sensors.ts';
import { slug } from '../../../contracts/ids.ts';
import type { Database } from '../../../store/database.ts';
import { findObservationPicture } from '../../../store/history/events.ts';
import { sharedReads } from '../../../store/shared-reads.ts';
import { readAlertStatistics, readAlertTables } from '../history/read-alert-statistics.ts';
import { readEvents } from '../history/read-events.ts';
import { readPast } from '../history/read-past.ts';
import { readSensorAndTraffic, readSensorSeries } from '../history/read-sensor-series.ts';
import { notFound } from '../http/fault-of.ts';
import { ANYBODY, RESPONDERS, route, type Route } from '../http/route.ts';
import type { LookLog } from '../look-log.ts';

/** The record of the past: alerts and how they were dealt with, events, sensors, and all of it to be played on the map. */
export function historyRecordRoutes({
  database,
  looks,
}: {
  readonly database: Database;
  readonly looks: LookLog;
}): Route[] {
  const shared = sharedReads(database);
  return [
    route({
      method: 'get',
      path: '/api/history/alerts',
      summary: 'How many alerts, how quickly dealt with, how many false',
      rights: ANYBODY,
      query: alertStatisticsQuery,
      answer: alertStatistics,
      handle: async ({ query, caller }) => ({ body: await readAlertStatistics(shared, query, caller.scope) }),
    }),
    route({
      method: 'get',
      path: '/api/history/alert-tables',
      summary: 'The same told apart in several ways at once: everything a page about alerts shows',
      rights: ANYBODY,
      query: alertTablesQuery,
      answer: alertTables,
      handle: async ({ query, caller }) => ({ body: await readAlertTables(shared, query, caller.scope) }),
    }),
    route({
      method: 'get',
      path: '/api/history/events',
      summary: 'What happened, newest first; go on with `after`',
      rights: ANYBODY,
      query: eventQuery,
      answer: eventPage,
      handle: async ({ query, caller }) => ({ body: await readEvents(shared, query, caller.scope) }),
    }),
    route({
      method: 'get',
      path: '/api/history/past',
      summary: 'Everything the map needs to play a time',
      rights: ANYBODY,
      query: pastQuery,
      answer: pastAnswer,
      handle: async ({ query, caller }) => ({ body: await readPast(shared, query, caller.scope) }),
    }),
    route({
      method: 'get',
      path: '/api/history/sensor-series',
      summary: 'One sensor over a time, with its limits and its silences',
      rights: ANYBODY,
      query: sensorSeriesQuery,
      answer: sensorSeriesAnswer,
      handle: async ({ query, caller }) => ({ body: await readSensorSeries(shared, query, caller.scope) }),
    }),
    route({
      method: 'get',
      path: '/api/history/sensor-and-traffic',
      summary: 'A sensor against counts on one axis of time, and how far they go together',
      rights: ANYBODY,
      query: sensorTrafficQuery,
      answer: sensorTrafficAnswer,
      handle: async ({ query, caller }) => ({ body: await readSensorAndTraffic(shared, query, caller.scope) }),
    }),
    route({
      method: 'get',
      path: '/api/cameras/:id/snapshots/:at',
      summary: 'The picture in which something was observed, while it is kept. Noted in the audit log',
      rights: RESPONDERS,
      params: z.object({ id: slug, at: z.coerce.number().int().min(0).max(8.64e15) }),
      answer: 'image/jpeg',
      handle: async ({ params, caller, address }) => {
        const jpeg = await findObservationPicture(database, params.id, new Date(params.at), caller.scope);
        if (jpeg === null) throw notFound('picture');
        await looks.looked({ caller, address, action: 'camera.look', subject: params.id });
        return {
          mime: 'image/jpeg',
          sha256: createHash('sha256').update(jpeg).digest(),
          size: jpeg.length,
          read: async (start, length) => jpeg.subarray(start, start + length),
        };
      },
    }),
  ];
}
