import { z } from 'zod';
import { citySettings } from './api.ts';
import { area, cameraSettings, label, sensorSettings, zoneSettings } from './devices.ts';
import { slug } from './ids.ts';
import { retentionSettings } from './retention.ts';
import { ruleSettings } from './rules.ts';

/**
 * A whole city's settings in one document, for version control. Accounts and secrets are not part of it: an address
 * without credentials keeps those that the store has for it.
 */
export const cityFile = z
  .object({
    citywatch: z.literal(1),
    ...citySettings.shape,
    areas: z.array(area),
    agents: z.array(z.object({ id: slug, name: label })),
    cameras: z.array(cameraSettings),
    sensors: z.array(sensorSettings),
    zones: z.array(zoneSettings),
    rules: z.array(ruleSettings),
    /** For how long what is kept; left out: as it is. */
    retention: retentionSettings.optional(),
  })
  .superRefine((city, ctx) => {
    const missing = (path: (string | number)[], message: string) => ctx.addIssue({ code: 'custom', path, message });
    const agents = new Set(city.agents.map(({ id }) => id));
    const cameras = new Set(city.cameras.map(({ id }) => id));
    const sensors = new Set(city.sensors.map(({ id }) => id));
    const zones = new Set(city.zones.map(({ id }) => id));
    city.cameras.forEach(({ agentId }, i) => {
      if (!agents.has(agentId)) missing(['cameras', i, 'agentId'], `no agent ${agentId}`);
    });
    city.sensors.forEach(({ agentId }, i) => {
      if (agentId !== null && !agents.has(agentId)) missing(['sensors', i, 'agentId'], `no agent ${agentId}`);
    });
    city.zones.forEach(({ cameraId }, i) => {
      if (!cameras.has(cameraId)) missing(['zones', i, 'cameraId'], `no camera ${cameraId}`);
    });
    const areas = new Set(city.areas.map(({ id }) => id));
    city.retention?.areas.forEach(({ areaId }, i) => {
      if (!areas.has(areaId)) missing(['retention', 'areas', i, 'areaId'], `no area ${areaId}`);
    });
    city.rules.forEach(({ condition }, i) => {
      const named =
        condition.kind === 'sensor-threshold'
          ? condition.sensorIds.filter((id) => !sensors.has(id))
          : condition.kind === 'camera-health'
            ? condition.cameraIds.filter((id) => !cameras.has(id))
            : condition.zoneIds.filter((id) => !zones.has(id));
      if (named.length > 0) missing(['rules', i, 'condition'], `names what is not there: ${named.join(', ')}`);
    });
  });
export type CityFile = z.infer<typeof cityFile>;
