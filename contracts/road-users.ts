import { z } from 'zod';

/** What CityWatch looks for. COCO's names where COCO has one, so that any COCO model serves. */
export const objectClass = z.enum([
  'person',
  'bicycle',
  'motorcycle',
  'car',
  'bus',
  'truck',
  'train',
  'boat',
  'cat',
  'dog',
  'cow',
  'backpack',
  'handbag',
  'suitcase',
]);
export type ObjectClass = z.infer<typeof objectClass>;
