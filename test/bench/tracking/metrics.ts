import { clearMot, type ClearMotCounts } from './clear-mot.ts';
import { ALPHAS, hota, type HotaCounts } from './hota.ts';
import { identity, type IdentityCounts } from './identity.ts';
import type { ComparedSequence } from './similarity.ts';

/** All counts of one sequence, or of several together. */
export interface TrackingCounts {
  readonly clear: ClearMotCounts;
  readonly identity: IdentityCounts;
  readonly hota: HotaCounts;
}

/** The figures people compare, in per cent, and the counts behind them. */
export interface TrackingFigures {
  readonly mota: number;
  readonly idf1: number;
  readonly hota: number;
  readonly detA: number;
  readonly assA: number;
  /** Mean IoU of what was found, over HOTA's thresholds (Luiten et al. 2021, section 4.4). */
  readonly locA: number;
  readonly precision: number;
  readonly recall: number;
  readonly switches: number;
  readonly fragmentations: number;
  readonly falsePositives: number;
  readonly misses: number;
}

/** Counts everything about one sequence. */
export function countTracking(sequence: ComparedSequence): TrackingCounts {
  return { clear: clearMot(sequence), identity: identity(sequence), hota: hota(sequence) };
}

/** Sums counts, so that figures over several sequences weigh each box the same. */
export function sumCounts(all: readonly TrackingCounts[]): TrackingCounts {
  const total = (pick: (counts: TrackingCounts) => number): number =>
    all.reduce((sum, counts) => sum + pick(counts), 0);
  const levels = (pick: (counts: HotaCounts) => Float64Array): Float64Array =>
    Float64Array.from(ALPHAS, (_, level) => total(({ hota }) => pick(hota)[level] ?? 0));
  return {
    clear: {
      truePositives: total(({ clear }) => clear.truePositives),
      falsePositives: total(({ clear }) => clear.falsePositives),
      misses: total(({ clear }) => clear.misses),
      switches: total(({ clear }) => clear.switches),
      fragmentations: total(({ clear }) => clear.fragmentations),
    },
    identity: {
      idTruePositives: total(({ identity }) => identity.idTruePositives),
      idFalsePositives: total(({ identity }) => identity.idFalsePositives),
      idMisses: total(({ identity }) => identity.idMisses),
    },
    hota: {
      truePositives: levels((counts) => counts.truePositives),
      falsePositives: levels((counts) => counts.falsePositives),
      misses: levels((counts) => counts.misses),
      association: levels((counts) => counts.association),
      overlap: levels((counts) => counts.overlap),
    },
  };
}

/** Turns counts into figures. */
export function figures({ clear, identity, hota }: TrackingCounts): TrackingFigures {
  const truth = clear.truePositives + clear.misses;
  const percent = (part: number, whole: number): number => (100 * part) / Math.max(1, whole);
  const mean = (of: (level: number) => number): number =>
    ALPHAS.reduce((sum, _, level) => sum + of(level), 0) / ALPHAS.length;
  const at = (values: Float64Array, level: number): number => values[level] ?? 0;
  const detA = (level: number): number =>
    at(hota.truePositives, level) /
    Math.max(1, at(hota.truePositives, level) + at(hota.falsePositives, level) + at(hota.misses, level));
  const assA = (level: number): number => at(hota.association, level) / Math.max(1, at(hota.truePositives, level));
  /** With nothing found the reference implementation says 1. */
  const locA = (level: number): number => {
    const hits = at(hota.truePositives, level);
    return hits > 0 ? at(hota.overlap, level) / hits : 1;
  };
  return {
    mota: percent(clear.truePositives - clear.falsePositives - clear.switches, truth),
    idf1: percent(
      2 * identity.idTruePositives,
      2 * identity.idTruePositives + identity.idFalsePositives + identity.idMisses,
    ),
    hota: 100 * mean((level) => Math.sqrt(detA(level) * assA(level))),
    detA: 100 * mean(detA),
    assA: 100 * mean(assA),
    locA: 100 * mean(locA),
    precision: percent(clear.truePositives, clear.truePositives + clear.falsePositives),
    recall: percent(clear.truePositives, truth),
    switches: clear.switches,
    fragmentations: clear.fragmentations,
    falsePositives: clear.falsePositives,
    misses: clear.misses,
  };
}
