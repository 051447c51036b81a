import type { RuleSettings } from '../../contracts/rules.ts';

/** What is set up, by id. */
export type KnownPlaces = {
  readonly cameraIds: ReadonlySet<string>;
  readonly sensorIds: ReadonlySet<string>;
  /** Whether it is a zone or a line. */
  readonly zones: ReadonlyMap<string, 'zone' | 'line'>;
};

/** Why a rule cannot be judged with what is set up, or null when it can. */
export function ruleFault({ condition }: RuleSettings, known: KnownPlaces): { path: string; message: string } | null {
  switch (condition.kind) {
    case 'zone-presence':
    case 'line-crossing':
    case 'behaviour': {
      const missing = condition.zoneIds.filter((id) => !known.zones.has(id));
      if (missing.length > 0) return { path: 'condition.zoneIds', message: `there is no zone ${missing.join(', ')}` };
      const wanted = condition.kind === 'line-crossing' ? 'line' : 'zone';
      const other = condition.zoneIds.filter((id) => known.zones.get(id) !== wanted);
      return condition.kind === 'behaviour' || other.length === 0
        ? null
        : { path: 'condition.zoneIds', message: `${other.join(', ')} is not a ${wanted}` };
    }
    case 'sensor-threshold': {
      const missing = condition.sensorIds.filter((id) => !known.sensorIds.has(id));
      return missing.length === 0
        ? null
        : { path: 'condition.sensorIds', message: `there is no sensor ${missing.join(', ')}` };
    }
    case 'camera-health': {
      const missing = condition.cameraIds.filter((id) => !known.cameraIds.has(id));
      return missing.length === 0
        ? null
        : { path: 'condition.cameraIds', message: `there is no camera ${missing.join(', ')}` };
    }
  }
}
