import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { calibration, zoneSettings, type Calibration } from '../../contracts/devices.ts';
import { ruleSettings, type RuleSettings } from '../../contracts/rules.ts';
import { cityOf, type CameraShapes, type CityZone } from '../../ingest/core/city.ts';
import { ReplayError } from './replay-error.ts';

/** The camera a film counts as. */
export const FILM_CAMERA = 'film';

const zonesFile = z.array(zoneSettings.extend({ cameraId: zoneSettings.shape.cameraId.default(FILM_CAMERA) }));
const rulesFile = z.array(ruleSettings);

/** A zone or line of the file. */
export type FileZone = z.output<typeof zonesFile>[number];

/**
 * Reads zones and lines.
 *
 * @throws ReplayError naming every fault of the file
 */
export async function readZonesFile(file: string): Promise<readonly FileZone[]> {
  const zones = parse(file, zonesFile, await readJson(file));
  refuse(file, repeated(zones));
  return zones;
}

/**
 * Reads rules about these zones.
 *
 * @param hasStart whether the time of day is known, which rules with hours need
 * @throws ReplayError naming every fault of the file
 */
export async function readRulesFile(
  file: string,
  zones: readonly FileZone[],
  hasStart: boolean,
): Promise<readonly RuleSettings[]> {
  const rules = parse(file, rulesFile, await readJson(file));
  const known = new Set(zones.map(({ id }) => id));
  const faults = rules.flatMap(({ condition, hours }, at) => [
    ...('zoneIds' in condition
      ? condition.zoneIds
          .filter((id) => !known.has(id))
          .map((id) => `[${at}].condition.zoneIds: there is no zone ${id}`)
      : []),
    ...(hours !== null && !hasStart ? [`[${at}].hours: say with --start when the film begins`] : []),
  ]);
  refuse(file, [...repeated(rules), ...faults]);
  return rules;
}

/**
 * Reads the four points that calibrate the film's camera.
 *
 * @throws ReplayError naming every fault of the file
 */
export async function readCalibrationFile(file: string): Promise<Calibration> {
  return parse(file, calibration, await readJson(file));
}

/** Zones, lines and calibration as perception takes them: with the marks that the rules, and those who count later, ask for. */
export function watchedShapes(
  zones: readonly FileZone[],
  rules: readonly RuleSettings[],
  calibrated: Calibration | null,
): CameraShapes {
  const camera = {
    id: FILM_CAMERA,
    agentId: FILM_CAMERA,
    areaId: null,
    priority: 'normal' as const,
    sampleFps: 5,
    // With a calibration speeds are measured everywhere: a film is replayed to learn what is in it.
    zones: zones.map((zone) => ({ ...watchedZone(zone, rules), ...(calibrated && { speed: true }) })),
    calibration: calibrated,
  };
  return cityOf({ agents: [], cameras: [camera], sensors: [] }).cameras.get(FILM_CAMERA) ?? camera;
}

/** The marks of rules as the store gives them to the live perception (store/perception-settings.ts). */
function watchedZone({ id, shape }: FileZone, rules: readonly RuleSettings[]): CityZone {
  if (shape.kind === 'line') return { id, kind: 'line', line: shape.line };
  const marks = { dwellS: [], stoppedS: [], leftBehindS: [], fallenS: [], crowdPeople: [], crowdDensity: [] };
  const asked: Record<keyof typeof marks, number[]> = structuredClone(marks);
  const behaviours = {
    stopped: 'stoppedS',
    'left-behind': 'leftBehindS',
    fallen: 'fallenS',
    crowd: 'crowdPeople',
    'crowd-density': 'crowdDensity',
  } as const;
  for (const { condition, enabled } of rules) {
    if (!enabled || !('zoneIds' in condition) || !condition.zoneIds.includes(id)) continue;
    if (condition.kind === 'zone-presence' && condition.forS > 0) asked.dwellS.push(condition.forS);
    if (condition.kind !== 'behaviour' || condition.atLeast <= 0) continue;
    if (condition.behaviour === 'wrong-way' || condition.behaviour === 'speed') continue;
    asked[behaviours[condition.behaviour]].push(condition.atLeast);
  }
  const { dwellS, ...others } = asked;
  const wished = Object.fromEntries(Object.entries(others).filter(([, list]) => list.length > 0));
  return { id, kind: 'zone', polygon: shape.polygon, ...(shape.way && { way: shape.way }), dwellS, ...wished };
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ReplayError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ReplayError(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function parse<T>(file: string, schema: z.ZodType<T>, value: unknown): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  refuse(
    file,
    read.error.issues.flatMap((issue) => faultsOf(issue, [])),
  );
  throw read.error;
}

/** Of a choice of forms, the faults are those of the form whose `kind` was named. */
function faultsOf(issue: z.core.$ZodIssue, above: readonly PropertyKey[]): string[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find((issues) => issues.length > 0 && issues.every((one) => one.path[0] !== 'kind'));
    if (meant) return meant.flatMap((one) => faultsOf(one, path));
  }
  const place = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return [`${place || 'the whole'}: ${issue.message}`];
}

function repeated(things: readonly { readonly id: string }[]): string[] {
  const first = new Set<string>();
  return things.flatMap(({ id }, at) => {
    const known = first.has(id);
    first.add(id);
    return known ? [`[${at}].id: ${id} is there already`] : [];
  });
}

function refuse(file: string, faults: readonly string[]): void {
  if (faults.length === 0) return;
  throw new ReplayError(`${file} cannot be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
}
