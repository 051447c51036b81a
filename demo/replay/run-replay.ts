import { join } from 'node:path';
import type { PerceivedObservation } from '../../ingest/core/camera-perception.ts';
import { alertsOfRules, type ReplayAlert } from './alerts-of-rules.ts';
import { annotate } from './annotate.ts';
import { filmFrames, sentSize } from './film-frames.ts';
import { probeFilm } from './film-probe.ts';
import { countCrossings, createCrossingTally, type LineCount } from './line-counts.ts';
import type { ReplayOptions } from './options.ts';
import { startFilmWriter } from './film-writer.ts';
import { showProgress } from './progress.ts';
import { replayFilm, type FilmDetector, type ReplayedFilm } from './replay-film.ts';
import { ReplayError } from './replay-error.ts';
import { openResultFiles } from './result-files.ts';
import { readCalibrationFile, readRulesFile, readZonesFile, watchedShapes } from './settings-files.ts';
import { unmetRules, type UnmetRule } from './unmet-rules.ts';

/** What a replay found, as it is told in the terminal. */
export interface ReplayOutcome {
  readonly replayed: ReplayedFilm;
  readonly observations: number;
  readonly counts: readonly LineCount[];
  /** null: there were no rules. */
  readonly alerts: readonly ReplayAlert[] | null;
  /** Rules that this film cannot fulfil; they were said before it began. */
  readonly unmet: readonly UnmetRule[];
}

/** The detector of a replay, and how much it takes at once. */
export interface OpenDetector extends FilmDetector {
  readonly slots: number;
  readonly stop: () => Promise<void>;
}

/**
 * Replays one film into its folder. The film and the files are checked before the model is loaded.
 *
 * @throws ReplayError when something given is wrong; what detector and file system throw
 */
export async function runReplay(
  options: ReplayOptions,
  parts: {
    readonly ffmpeg: string;
    readonly timeZone: string;
    readonly openDetector: () => Promise<OpenDetector>;
    readonly out: { readonly write: (text: string) => void; readonly isTty: boolean };
    readonly now: () => number;
    readonly signal: AbortSignal;
  },
): Promise<ReplayOutcome> {
  const { ffmpeg, signal } = parts;
  const zones = options.zones === null ? [] : await readZonesFile(options.zones);
  const rules = options.rules === null ? null : await readRulesFile(options.rules, zones, options.startAt !== null);
  const calibration = options.calibration === null ? null : await readCalibrationFile(options.calibration);
  const film = await probeFilm(options.film, ffmpeg);
  const unmet = unmetRules(rules ?? [], zones, calibration);
  // Before the film, which may be long: who reads it can break off and give what is missing.
  for (const { ruleId, why } of unmet) parts.out.write(`rule ${ruleId} ${why}\n`);
  const startAt = options.startAt ?? 0;
  const files = await openResultFiles(options.out, film, startAt);
  const observations: PerceivedObservation[] = [];
  const crossings = createCrossingTally();
  try {
    const detector = await parts.openDetector();
    const drawn = join(options.out, 'annotated.mp4');
    const annotated = options.annotate ? startFilmWriter(drawn, sentSize(film), options.fps, ffmpeg) : null;
    const progress = showProgress(parts.out, film.durationS, parts.now);
    try {
      const replayed = await replayFilm({
        frames: filmFrames(film, options.fps, ffmpeg),
        detector,
        slots: detector.slots,
        aspect: film.width / film.height,
        startAt,
        shapes: watchedShapes(zones, rules ?? [], calibration),
        fromAbove: options.fromAbove,
        signal,
        async take(perceived, frame) {
          observations.push(...perceived.observations);
          crossings.add(perceived.observations);
          await files.observed(perceived.observations);
          if (!frame) return;
          await files.look(frame, perceived.boxes.boxes);
          if (annotated) {
            annotate(frame, perceived.boxes.boxes, zones, files.numberOf, crossings.of);
            await annotated.write(frame);
          }
          progress.at(frame.atMs);
        },
      }).finally(progress.end);
      if (replayed.frames === 0 && !replayed.isCut) throw new ReplayError(`there are no pictures in ${options.film}`);
      const lines = zones.filter(({ shape }) => shape.kind === 'line').map(({ id }) => id);
      const counts = countCrossings(observations, lines);
      const alerts = rules && alertsOfRules(observations, rules, parts.timeZone);
      await files.finish({ film: options.film, replayed, counts, alerts });
      return { replayed, observations: observations.length, counts, alerts, unmet };
    } finally {
      await detector.stop();
      await annotated?.close();
    }
  } finally {
    await files.close();
  }
}
