import type { PastAnswer } from '../../../contracts/history-events.ts';
import type { HotSpotAnswer } from '../../../contracts/history-comparison.ts';
import {
  groundOf,
  mostOfCamera,
  mostPerHour,
  pastMoment,
  stateAt,
  totalsOf,
  type PastMoment,
} from '../../core/stats/past-moment.ts';
import type { State } from '../../core/state.ts';
import type { PastScene } from './past-layer.ts';
import type { StatsFrame } from './stats-frame.ts';

interface Made {
  readonly answer: unknown;
  readonly step: number;
  readonly key: string;
  readonly scene: PastScene;
  readonly moment: PastMoment;
}
let made: Made | null = null;

/** The city at a moment as the map draws it. The same scene while nothing in it changes, so that nothing is drawn anew. */
export function sceneAt(
  answer: PastAnswer,
  minute: number,
  frame: StatsFrame,
): { scene: PastScene; moment: PastMoment } {
  const moment = pastMoment(answer, minute);
  const key = moment.alerts.map((alert) => `${alert.id}${stateAt(alert, moment.at)}`).join(' ');
  if (made?.answer === answer && made.step === moment.step && made.key === key) return { scene: made.scene, moment };
  const scene = makeScene(answer, moment, frame);
  made = { answer, step: moment.step, key, scene, moment };
  return { scene, moment };
}

let ends: { readonly answer: PastAnswer; readonly line: number; readonly camera: number } | null = null;

function makeScene(answer: PastAnswer, moment: PastMoment, { state, f, sf }: StatsFrame): PastScene {
  const zones = new Map((state.city.is === 'ready' ? state.city.value.zones : []).map((zone) => [zone.id, zone]));
  if (ends?.answer !== answer) ends = { answer, line: mostPerHour(answer), camera: mostOfCamera(answer) };
  const { line: most, camera: largest } = ends;
  return {
    arrows: moment.flows.flatMap(({ zoneId, cameraId, forward, backward }) => {
      const shape = zones.get(zoneId)?.shape;
      const camera = state.cameras.get(cameraId);
      if (shape?.kind !== 'line' || !camera) return [];
      const { place, bearingDeg } = groundOf(shape.line, camera);
      return [
        { place, bearingDeg, share: forward / most, backward: false },
        { place, bearingDeg, share: backward / most, backward: true },
      ];
    }),
    totals: [...totalsOf(moment)].flatMap(([cameraId, total]) => {
      const place = placeOf(answer, cameraId, state);
      return place && total > 0 ? [{ place, share: total / largest, text: sf.short(Math.round(total)) }] : [];
    }),
    dots: [
      ...answer.cameras.flatMap(({ cameraId }) => {
        const place = placeOf(answer, cameraId, state);
        const condition = moment.cameras.get(cameraId) ?? null;
        return place
          ? [
              {
                place,
                kind: 'camera' as const,
                state: condition === null ? null : condition === 'online' ? 0 : 2,
                text: null,
              },
            ]
          : [];
      }),
      ...moment.sensors.flatMap(({ sensorId, value, state: level }) => {
        const place = placeOf(answer, sensorId, state);
        const unit = state.sensors.get(sensorId)?.unit ?? '';
        return place
          ? [
              {
                place,
                kind: 'sensor' as const,
                state: value === null ? null : level,
                text: value === null ? null : `${f.number(value, 1)} ${unit}`,
              },
            ]
          : [];
      }),
    ],
    signs: moment.alerts.flatMap((alert) =>
      alert.place
        ? [{ place: alert.place, severity: alert.severity, taken: stateAt(alert, moment.at) !== 'raised' }]
        : [],
    ),
    spots: [],
  };
}

function placeOf(answer: PastAnswer, id: string, state: State) {
  return (
    answer.places.find((place) => place.id === id)?.place ??
    state.cameras.get(id)?.place ??
    state.sensors.get(id)?.place ??
    null
  );
}

let spotted: { readonly answer: HotSpotAnswer; readonly slot: number | null; readonly scene: PastScene } | null = null;

/** Hot spots of one hour of the day, or of all of them together. */
export function spotScene(answer: HotSpotAnswer, slot: number | null, { sf }: StatsFrame): PastScene {
  if (spotted?.answer === answer && spotted.slot === slot) return spotted.scene;
  const values = spotValues(answer, slot);
  const most = Math.max(1, ...values.map(({ value }) => value ?? 0));
  const scene: PastScene = {
    arrows: [],
    totals: [],
    dots: [],
    signs: [],
    spots: values.flatMap(({ spot, value }) => {
      if (spot.place === null || value === 0) return [];
      return [
        {
          place: spot.place,
          share: value === null ? null : value / most,
          text: value === null ? '?' : sf.short(value),
        },
      ];
    }),
  };
  spotted = { answer, slot, scene };
  return scene;
}

/** How much happened at each place in an hour of the day, or in all of them, most first; null: nobody watched. */
export function spotValues(answer: HotSpotAnswer, slot: number | null) {
  const index = slot === null ? -1 : answer.steps.findIndex((step) => step.slot === slot);
  return answer.spots
    .map((spot) => {
      if (slot === null) {
        const unseen = spot.total === 0 && spot.values.length > 0 && spot.values.every((value) => value === null);
        return { spot, value: unseen ? null : spot.total, watched: spot.observed };
      }
      // A step that is not there holds nothing that was watched, where what was watched is told at all.
      const value = index < 0 ? (spot.observed === null ? 0 : null) : (spot.values[index] ?? null);
      return { spot, value, watched: spot.watched[index] ?? null };
    })
    .sort((a, b) => (b.value ?? -1) - (a.value ?? -1));
}
