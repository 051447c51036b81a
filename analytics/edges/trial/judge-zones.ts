import type { AskedTrial } from '../../../store/rule-trials.ts';
import { observationsOfZones, tracksOfCameras, zonesOfTrial } from '../../../store/trial-facts.ts';
import type { ObservationFact } from '../../core/facts.ts';
import { judgeObservation } from '../../core/judge-observation.ts';
import type { RuleBook } from '../../core/rule-book.ts';
import { createStays } from '../../core/trial/stays.ts';
import { factsOfTrack } from '../../core/trial/track-facts.ts';
import type { Verdict } from '../../core/verdict.ts';
import { MOST_FACTS, PAGE, pages, shareOf, type Counted, type Judged, type TrialParts } from './trial-pages.ts';

const MOST_TRACKS = 50_000;
/** Tracks carry their whole way: fewer at a time. */
const TRACK_PAGE = 1000;

/**
 * Judges a span by a rule about zones or lines: by what was observed there, and where a place was drawn meanwhile by the
 * tracks that passed.
 *
 * @param forS seconds of stay the rule asks for; 0: it does not
 */
export async function judgeZones(trial: AskedTrial, book: RuleBook, parts: TrialParts, forS: number): Promise<Judged> {
  const { database, timeZone, onPage } = parts;
  const zones = await zonesOfTrial(database, trial, trial.rule);
  const counted: Counted = { facts: 0, isCut: false };
  const verdicts: Verdict[] = [];
  const stays = forS > 0 ? createStays(forS) : null;
  const judge = (facts: readonly ObservationFact[]): void => {
    for (const fact of facts) verdicts.push(...judgeObservation(fact, book.zones, timeZone));
  };
  const take = (fact: ObservationFact): void => judge(stays ? stays.take(fact) : [fact]);

  const observed = zones.filter(({ basis }) => basis !== 'tracks').map(({ zoneId }) => zoneId);
  await pages(
    {
      read: async (after, limit) =>
        observed.length === 0 ? [] : observationsOfZones(database, trial, observed, after, limit),
      size: PAGE,
      markOf: (fact) => ({ at: new Date(fact.capturedAt), key: String(fact.id) }),
      take: async (facts) => {
        facts.forEach(take);
        await onPage(shareOf(trial, facts.at(-1)?.capturedAt) / 2);
      },
      most: MOST_FACTS,
    },
    counted,
  );
  const laid = zones.filter(({ basis }) => basis === 'tracks');
  const cameraIds = [...new Set(laid.map(({ cameraId }) => cameraId))];
  await pages(
    {
      read: async (after, limit) =>
        laid.length === 0 ? [] : tracksOfCameras(database, trial, cameraIds, after, limit),
      size: TRACK_PAGE,
      markOf: (track) => ({ at: new Date(track.firstAt), key: track.trackId }),
      take: async (page) => {
        for (const track of page) {
          for (const { zoneId, cameraId, shape } of laid) {
            if (cameraId === track.cameraId) factsOfTrack(track, { ...shape, zoneId }, 1).forEach(take);
          }
        }
        await onPage(0.5 + shareOf(trial, page.at(-1)?.firstAt) / 2);
      },
      most: MOST_TRACKS,
    },
    counted,
  );
  judge(stays?.end(trial.to.getTime()) ?? []);
  return { ...counted, verdicts, zones };
}
