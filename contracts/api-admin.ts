import { z } from 'zod';
import { account, role } from './api.ts';
import { area, label } from './devices.ts';
import { instant, slug } from './ids.ts';
import { ruleSettings } from './rules.ts';
import { unit } from './units.ts';

/** A password somebody chooses: at least 10 characters, at most 200. */
export const newPassword = z.string().min(10, 'at least 10 characters').max(200);

/** GET /api/accounts, /api/accounts/:username. */
export const storedAccount = account.extend({ enabled: z.boolean(), createdAt: instant });
export type StoredAccount = z.infer<typeof storedAccount>;

/** POST /api/accounts. Areas of an account stand for everything below them too. */
export const newAccount = z.object({
  username: slug,
  name: label,
  role,
  areaIds: z.array(slug).min(1).max(100).nullable(),
  unitId: slug.nullable().default(null),
  locale: z.enum(['vi', 'en']).default('vi'),
  password: newPassword,
});

/** PUT /api/accounts/:username. A `password` ends the account's sessions; so does switching it off. */
export const accountChange = newAccount
  .omit({ username: true, password: true })
  .extend({ locale: z.enum(['vi', 'en']), enabled: z.boolean(), password: newPassword.optional() });

/** POST /api/session/password: a new one for oneself; ends all other sessions. */
export const passwordChange = z.object({ current: z.string().min(1).max(200), next: newPassword });

/** PUT /api/session/locale */
export const localeChange = z.object({ locale: z.enum(['vi', 'en']) });

/** POST /api/agents. The answer carries the token this once. */
export const newAgent = z.object({ id: slug, name: label });
export const agentToken = z.object({ id: slug, token: z.string() });
export const agentChange = z.object({ name: label });

/**
 * PUT /api/areas/:id: from `validFrom` on (left out: from now on) the area is as described; until then it stays as it
 * was. With the `validFrom` of a version that is there, that version is put right.
 */
export const areaChange = area.omit({ id: true, validFrom: true, validTo: true, successorId: true }).extend({
  validFrom: instant.optional(),
});

/** POST /api/areas: an id that was never an area's. */
export const newArea = areaChange.extend({ id: slug });

/** GET /api/areas: as they are now, at a moment, or every version there ever was. */
export const areasQuery = z.object({ at: instant.optional(), history: z.literal('true').optional() });

/** DELETE /api/areas/:id ends it, now or at a moment; `successorId`: the area it is merged into. */
export const areaEnd = z.object({ at: instant.optional(), successorId: slug.optional() });

/** GET /api/rules */
export const storedRule = ruleSettings.extend({ version: z.number().int() });

/** POST /api/rules, PUT /api/rules/:id. `ifVersion`: the version the change was made from; 409 `changed` when it is another. */
export const newRule = ruleSettings.extend({ ifVersion: z.number().int().min(0).optional() });

/** GET /api/assignees: to whom an alert may be handed. */
export const assignees = z.object({
  accounts: z.array(z.object({ id: slug, name: z.string(), role })),
  wards: z.array(z.object({ id: slug, name: z.string() })),
  units: z.array(unit),
});
export type Assignees = z.infer<typeof assignees>;

/** GET /api/audit?… `action`: one or several, by commas. */
export const auditQuery = z.object({
  username: z.string().max(64).optional(),
  action: z.string().max(1000).optional(),
  subject: z.string().max(200).optional(),
  from: instant.optional(),
  to: instant.optional(),
  beforeId: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export const auditPage = z.object({
  entries: z.array(
    z.object({
      id: z.number().int(),
      at: instant,
      username: z.string().nullable(),
      action: z.string(),
      subject: z.string().nullable(),
      detail: z.record(z.string(), z.unknown()),
      address: z.string().nullable(),
    }),
  ),
  more: z.boolean(),
});
export type AuditPage = z.infer<typeof auditPage>;
