import type { Deviation } from '../../contracts/deviations.ts';
import type { Box } from '../../contracts/geometry.ts';
import type { Observation } from '../../contracts/observations.ts';
import type { CameraCondition, Quality, StreamFault } from '../../contracts/telemetry.ts';

/** An observation as judging needs it. Times in epoch milliseconds. */
export type ObservationFact = {
  readonly id: number;
  readonly kind: Observation['kind'];
  readonly cameraId: string;
  readonly areaId: string | null;
  readonly zoneId: string | null;
  readonly trackId: string | null;
  readonly class: Observation['class'];
  readonly direction: Observation['direction'];
  readonly value: number | null;
  readonly deviation: Deviation | null;
  readonly box: Box | null;
  readonly capturedAt: number;
  readonly receivedAt: number;
  readonly perceivedAt: number;
};

/** A measurement as judging needs it. */
export type MeasurementFact = {
  readonly sensorId: string;
  readonly areaId: string | null;
  readonly at: number;
  readonly value: number;
  readonly quality: Quality;
  readonly receivedAt: number;
};

/**
 * News of a camera's health: its own condition, or that of the agent that serves it (told once for each of its
 * cameras), since a camera whose agent is gone is as blind as one that is unplugged.
 */
export type HealthFact = {
  readonly cameraId: string;
  readonly areaId: string | null;
  readonly source: 'camera' | 'agent';
  readonly condition: CameraCondition;
  readonly fault: StreamFault | null;
  readonly at: number;
};
