/** One axis of a constant-velocity Kalman filter that counts in frames, as SORT and ByteTrack use it: place, speed, covariance. */
export interface AxisKalman {
  at: number;
  speed: number;
  /** Variances of place and speed, and their covariance. */
  placeVariance: number;
  speedVariance: number;
  covariance: number;
}

/** A new axis at rest. */
export function startAxis(at: number, placeVariance: number, speedVariance: number): AxisKalman {
  return { at, speed: 0, placeVariance, speedVariance, covariance: 0 };
}

/** One frame ahead, with the given process noise. */
export function predictAxis(axis: AxisKalman, placeNoise: number, speedNoise: number): void {
  axis.at += axis.speed;
  axis.placeVariance += 2 * axis.covariance + axis.speedVariance + placeNoise;
  axis.covariance += axis.speedVariance;
  axis.speedVariance += speedNoise;
}

/** Takes a measured place into account. */
export function correctAxis(axis: AxisKalman, measured: number, noise: number): void {
  const spread = axis.placeVariance + noise;
  const placeGain = axis.placeVariance / spread;
  const speedGain = axis.covariance / spread;
  const innovation = measured - axis.at;
  axis.at += placeGain * innovation;
  axis.speed += speedGain * innovation;
  axis.speedVariance -= speedGain * axis.covariance;
  axis.covariance *= 1 - placeGain;
  axis.placeVariance *= 1 - placeGain;
}
