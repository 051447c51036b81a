import {
  comparisonAnswer,
  comparisonQuery,
  hotSpotAnswer,
  hotSpotQuery,
  usualAnswer,
  usualQuery,
} from '../../../contracts/history-comparison.ts';
import {
  flowAnswer,
  flowQuery,
  historyPlaces,
  movementAnswer,
  movementQuery,
  speedAnswer,
  speedQuery,
  stayAnswer,
  stayQuery,
} from '../../../contracts/history.ts';
import { readComparison } from '../history/read-comparison.ts';
import { readHotSpots } from '../history/read-hot-spots.ts';
import { readUsualAnswer } from '../history/read-usual.ts';
import { readSpeeds, readStays } from '../history/read-values.ts';
import { planningSettings } from '../../../contracts/planning.ts';
import type { Database } from '../../../store/database.ts';
import { historyReach, simulatedSpans } from '../../../store/history/note.ts';
import { readHistoryPlaces } from '../../../store/history/places.ts';
import { saveSetting } from '../../../store/settings.ts';
import { sharedReads } from '../../../store/shared-reads.ts';
import { audited } from '../audited.ts';
import { readFlows } from '../history/read-flows.ts';
import { readMovements } from '../history/read-movements.ts';
import { historyTimeZone } from '../history/read-selection.ts';
import { ADMINS, ANYBODY, route, type Route } from '../http/route.ts';
import { PLANNING_SETTING, readPlanningSettings } from '../../../store/planning-settings.ts';

const EVER = { from: new Date('1970-01-01T00:00:00Z'), to: new Date('9999-01-01T00:00:00Z') };

/** What planners ask of the past. */
export function historyRoutes({ database }: { readonly database: Database }): Route[] {
  const shared = sharedReads(database);
  return [
    route({
      method: 'get',
      path: '/api/history/places',
      summary: 'What one may ask about, deleted things included, and since when there are data',
      rights: ANYBODY,
      answer: historyPlaces,
      handle: async ({ caller }) => {
        const [timeZone, reach, simulated, places] = await Promise.all([
          historyTimeZone(database),
          historyReach(database),
          simulatedSpans(database, EVER),
          readHistoryPlaces(database, caller.scope),
        ]);
        return {
          body: {
            timeZone,
            firstAt: reach.first?.toISOString() ?? null,
            lastAt: reach.last?.toISOString() ?? null,
            simulated: simulated.map(({ from, to }) => ({ from: from.toISOString(), to: to.toISOString() })),
            places,
          },
        };
      },
    }),
    route({
      method: 'get',
      path: '/api/history/flows',
      summary: 'How many, by time and by part',
      rights: ANYBODY,
      query: flowQuery,
      answer: flowAnswer,
      handle: async ({ query, caller }) => ({ body: await readFlows(shared, query, caller.scope) }),
    }),
    route({
      method: 'get',
      path: '/api/history/movements',
      summary: 'Who came over one line of a camera and went on over another',
      rights: ANYBODY,
      query: movementQuery,
      answer: movementAnswer,
      handle: async ({ query, caller }) => ({ body: await readMovements(shared, query, caller.scope) }),
    }),
    route({
      method: 'get',
      path: '/api/history/stays',
      summary: 'How long things stayed in zones, and how many were there at once',
      rights: ANYBODY,
      query: stayQuery,
      answer: stayAnswer,
      handle: async ({ query, caller }) => ({ body: await readStays(shared, query, caller.scope) }),
    }),
    route({
      method: 'get',
      path: '/api/history/speeds',
      summary: 'How fast vehicles were',
      rights: ANYBODY,
      query: speedQuery,
      answer: speedAnswer,
      handle: async ({ query, caller }) => ({ body: await readSpeeds(shared, query, caller.scope) }),
    }),
    route({
      method: 'get',
      path: '/api/history/comparison',
      summary: 'One period against another, with how sure the difference is',
      rights: ANYBODY,
      query: comparisonQuery,
      answer: comparisonAnswer,
      handle: async ({ query, caller }) => ({ body: await readComparison(shared, query, caller.scope) }),
    }),
    route({
      method: 'get',
      path: '/api/history/hot-spots',
      summary: 'How much happened where, step by step',
      rights: ANYBODY,
      query: hotSpotQuery,
      answer: hotSpotAnswer,
      handle: async ({ query, caller }) => ({ body: await readHotSpots(shared, query, caller.scope) }),
    }),
    route({
      method: 'get',
      path: '/api/history/usual',
      summary: 'What is usual at a line or zone for each hour of the week',
      rights: ANYBODY,
      query: usualQuery,
      answer: usualAnswer,
      handle: async ({ query, caller }) => ({ body: await readUsualAnswer(shared, query, caller.scope) }),
    }),
    route({
      method: 'get',
      path: '/api/settings/planning',
      summary: 'What planners count by: passenger-car units, seasons, holidays',
      rights: ANYBODY,
      answer: planningSettings,
      handle: async () => ({ body: await readPlanningSettings(database) }),
    }),
    route({
      method: 'put',
      path: '/api/settings/planning',
      summary: 'Change what planners count by',
      rights: ADMINS,
      body: planningSettings,
      answer: planningSettings,
      handle: async ({ body, caller, address }) => {
        const deed = { caller, address, action: 'planning.save', subject: PLANNING_SETTING, detail: body };
        await audited(database, deed, (connection) => saveSetting(connection, PLANNING_SETTING, body));
        return { body };
      },
    }),
  ];
}
