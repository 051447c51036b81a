import type { RunResult } from './run.ts';

/** How many cameras one way of looking serves. */
export interface Served {
  /** The most with which a run met what is asked; null: none did. */
  readonly verified: RunResult | null;
  /** The run that tells what a camera costs: the verified one, else the last. */
  readonly measured: RunResult;
  /** How many cameras fit by what one costs, whatever else the machine did meanwhile. */
  readonly byCost: number;
}

/** Part of both processors that is counted on: at the rest queues grow. */
const USABLE = 0.97;
const MOST_TRIES = 3;
/** A run whose machine had room for more cameras than this, as a share, is tried again with them. */
const WORTH_ANOTHER = 1.06;

/** How many cameras fit on two processors by what one costs. */
export function camerasByCost({ cpu }: Pick<RunResult, 'cpu'>, cores: number): number {
  return Math.max(1, Math.floor((cores * 1000 * USABLE) / (cpu.camera + cpu.shared + cpu.films)));
}

/**
 * Looks for the most cameras that are served. Each run tells what a camera costs, and so how many to try next: few runs
 * are enough.
 *
 * @param first how many to begin with
 * @param run measures with so many cameras
 * @param isServed whether a run met what is asked
 */
export async function findMost(
  first: number,
  cores: number,
  run: (cameras: number) => Promise<RunResult>,
  isServed: (result: RunResult) => boolean,
): Promise<Served> {
  let measured = await run(first);
  let verified = isServed(measured) ? measured : null;
  const tried = new Set([first]);
  let next = camerasByCost(measured, cores);
  for (let tries = 1; tries < MOST_TRIES && !tried.has(next); tries++) {
    tried.add(next);
    const result = await run(next);
    if (isServed(result)) {
      if (!verified || result.cameras > verified.cameras) verified = result;
      const fits = camerasByCost(result, cores);
      measured = result;
      if (fits < result.cameras * WORTH_ANOTHER) break;
      next = fits;
    } else {
      if (!verified) measured = result;
      const floor = verified?.cameras ?? 1;
      next = Math.max(floor, Math.min(result.cameras - 1, Math.round(result.cameras * 0.9)));
    }
  }
  const tells = verified ?? measured;
  return { verified, measured: tells, byCost: camerasByCost(tells, cores) };
}
