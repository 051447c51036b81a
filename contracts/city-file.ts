import { z } from 'zod';
import { citySettings } from './api.ts';
import { area, cameraSettings, label, sensorSettings, zoneSettings } from './devices.ts';
import { slug } from './ids.ts';
import { planningSettings } from './planning.ts';
import { reportSchedule } from './reports.ts';
import { retentionSettings } from './retention.ts';
import { ruleSettings } from './rules.ts';
import { unit } from './units.ts';

/**
 * A whole city's settings in one document, for version control. Accounts and secrets are not part of it: an address
 * without credentials keeps those that the store has for it.
 */
export const cityFile = z
  .object({
    citywatch: z.literal(1),
    ...citySettings.shape,
    areas: z.array(area),
    units: z.array(unit).default([]),
    agents: z.array(z.object({ id: slug, name: label })),
    cameras: z.array(cameraSettings),
    sensors: z.array(sensorSettings),
    zones: z.array(zoneSettings),
    rules: z.array(ruleSettings),
    /** For how long what is kept; left out: as it is. */
    retention: retentionSettings.optional(),
    /** What planners count by, and which reports are made by themselves; left out: as it is. */
    planning: planningSettings.optional(),
    reports: reportSchedule.optional(),
  })
  .superRefine((city, ctx) => {
    const missing = (path: (string | number)[], message: string) => ctx.addIssue({ code: 'custom', path, message });
    const agents = new Set(city.agents.map(({ id }) => id));
    const cameras = new Set(city.cameras.map(({ id }) => id));
    const sensors = new Set(city.sensors.map(({ id }) => id));
    const zones = new Set(city.zones.map(({ id }) => id));
    const areas = new Set(city.areas.map(({ id }) => id));
    const units = new Set(city.units.map(({ id }) => id));
    city.cameras.forEach(({ agentId }, i) => {
      if (!agents.has(agentId)) missing(['cameras', i, 'agentId'], `no agent ${agentId}`);
    });
    city.sensors.forEach(({ agentId }, i) => {
      if (agentId !== null && !agents.has(agentId)) missing(['sensors', i, 'agentId'], `no agent ${agentId}`);
    });
    city.zones.forEach(({ cameraId }, i) => {
      if (!cameras.has(cameraId)) missing(['zones', i, 'cameraId'], `no camera ${cameraId}`);
    });
    city.retention?.areas.forEach(({ areaId }, i) => {
      if (!areas.has(areaId)) missing(['retention', 'areas', i, 'areaId'], `no area ${areaId}`);
    });
    city.reports?.areaIds.forEach((areaId, i) => {
      if (areaId !== null && !areas.has(areaId)) missing(['reports', 'areaIds', i], `no area ${areaId}`);
    });
    city.units.forEach(({ areaId }, i) => {
      if (areaId !== null && !areas.has(areaId)) missing(['units', i, 'areaId'], `no area ${areaId}`);
    });
    city.areas.forEach(({ successorId }, i) => {
      if (successorId !== null && !areas.has(successorId))
        missing(['areas', i, 'successorId'], `no area ${successorId}`);
    });
    city.rules.forEach(({ condition, recipient }, i) => {
      const known = recipient?.kind === 'unit' ? units : recipient?.kind === 'ward' ? areas : null;
      if (recipient && known && !known.has(recipient.id))
        missing(['rules', i, 'recipient'], `no ${recipient.kind} ${recipient.id}`);
      const named =
        'sensorIds' in condition
          ? condition.sensorIds.filter((id) => !sensors.has(id))
          : 'cameraIds' in condition
            ? condition.cameraIds.filter((id) => !cameras.has(id))
            : condition.zoneIds.filter((id) => !zones.has(id));
      if (named.length > 0) missing(['rules', i, 'condition'], `names what is not there: ${named.join(', ')}`);
    });
  });
export type CityFile = z.infer<typeof cityFile>;
