import { z } from 'zod';
import { label } from './devices.ts';
import { faultParams } from './field-faults.ts';
import { instant, slug } from './ids.ts';

/** Digits as people write them: `113`, `0211 3861 234`, `+84 211 3861 234`. */
const phone = z
  .string()
  .trim()
  .max(32)
  .refine((text) => /^\+?[0-9][0-9 ().-]*$/.test(text), {
    message: 'must be a telephone number',
    params: faultParams('not-a-phone'),
  });

/** Somebody an alert can be handed to who is not one person: a patrol, a fire brigade, a repair team. */
export const unit = z.object({
  id: slug,
  nameVi: label,
  nameEn: label,
  /** The ward it works in; null: the whole city. */
  areaId: slug.nullable(),
  phone: phone.nullable(),
  /** Since when nothing is handed to it any more; null: at work. */
  endedAt: instant.nullable(),
});
export type Unit = z.infer<typeof unit>;
