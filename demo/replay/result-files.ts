import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LiveBoxes } from '../../contracts/telemetry.ts';
import type { PerceivedObservation } from '../../ingest/core/camera-perception.ts';
import type { ReplayAlert } from './alerts-of-rules.ts';
import { csvOf } from './csv.ts';
import type { FilmFrame } from './film-frames.ts';
import type { FilmFacts } from './film-probe.ts';
import type { LineCount } from './line-counts.ts';
import { createTrackNumbers, motRow } from './mot-rows.ts';
import type { ReplayedFilm } from './replay-film.ts';

/** The files of one replay. Those that grow with the film are written while it plays. */
export interface ResultFiles {
  readonly look: (frame: FilmFrame, boxes: LiveBoxes['boxes']) => Promise<void>;
  readonly observed: (observations: readonly PerceivedObservation[]) => Promise<void>;
  /** Number of a track in `tracks.txt`, from 1. */
  readonly numberOf: (trackId: string) => number;
  /** Writes what is known at the end. */
  readonly finish: (results: {
    readonly film: string;
    readonly replayed: ReplayedFilm;
    readonly counts: readonly LineCount[];
    /** null: there were no rules. */
    readonly alerts: readonly ReplayAlert[] | null;
  }) => Promise<void>;
  readonly close: () => Promise<void>;
}

const OBSERVATION_COLUMNS = ['at', 'filmS', 'kind', 'zoneId', 'trackId', 'number', 'class', 'direction'];
const OBSERVED_COLUMNS = [...OBSERVATION_COLUMNS, 'value', 'uncertainty', 'score', 'x', 'y', 'w', 'h'];

/**
 * Makes the folder and begins the files in it; what a replay wrote there before is replaced.
 *
 * @param startAt when the film begins, epoch milliseconds
 * @throws what the file system throws
 */
export async function openResultFiles(folder: string, film: FilmFacts, startAt: number): Promise<ResultFiles> {
  await mkdir(folder, { recursive: true });
  await rm(join(folder, 'alerts.json'), { force: true });
  const [mot, lines, table] = await Promise.all(
    ['tracks.txt', 'observations.jsonl', 'observations.csv'].map((name) => open(join(folder, name), 'w')),
  );
  if (!mot || !lines || !table) throw new Error('three files were opened');
  const numbers = createTrackNumbers();
  const filmS = (at: number): number => (at - startAt) / 1000;
  const save = (name: string, value: unknown): Promise<void> =>
    writeFile(join(folder, name), `${JSON.stringify(value, null, 1)}\n`);
  await table.write(csvOf([OBSERVED_COLUMNS]));

  return {
    async look({ frame }, boxes) {
      const rows = boxes.map((box) => motRow(frame, numbers.numberOf(box.trackId), box, film));
      if (rows.length > 0) await mot.write(rows.join(''));
    },
    async observed(observations) {
      if (observations.length === 0) return;
      await lines.write(observations.map(lineOf).join(''));
      const rows = observations.map((one) => {
        const { trackId, capturedAt, box } = one;
        const when = [new Date(capturedAt).toISOString(), filmS(capturedAt)];
        const number = trackId === null ? null : numbers.numberOf(trackId);
        const where = [box?.x, box?.y, box?.w, box?.h].map(readable);
        const what = [one.kind, one.zoneId, trackId, number, one.class, one.direction];
        return [...when, ...what, ...[one.value, one.uncertainty, one.score].map(readable), ...where];
      });
      await table.write(csvOf(rows));
    },
    numberOf: numbers.numberOf,
    async finish({ film: name, replayed, counts, alerts }) {
      const { tracks, frames, lastMs, isCut } = replayed;
      const numbered = tracks.map((track) => ({ number: numbers.numberOf(track.trackId), ...track }));
      const about = { film: name, width: film.width, height: film.height, startAt, frames, lastMs, isCut };
      await save('tracks.json', { ...about, tracks: numbered });
      await save('counts.json', counts);
      const rows = counts.map(({ lineId, direction, class: of, count }) => [lineId, direction, of, count]);
      await writeFile(join(folder, 'counts.csv'), csvOf([['lineId', 'direction', 'class', 'count'], ...rows]));
      if (alerts) await save('alerts.json', alerts);
    },
    async close() {
      await Promise.all([mot, lines, table].map((file) => file.close()));
    },
  };
}

/** The observation as ingest writes it; the key is only for writing it once. */
function lineOf(perceived: PerceivedObservation): string {
  const { naturalKey: _, ...observation } = perceived;
  return `${JSON.stringify(observation)}\n`;
}

/** Ten-thousandths: finer than a pixel. The lines of JSON have every digit. */
function readable(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : Math.round(value * 10_000) / 10_000;
}
