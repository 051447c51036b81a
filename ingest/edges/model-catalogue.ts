import picodetS from '../models/picodet-s.json' with { type: 'json' };
import ssdliteMobilenetV2 from '../models/ssdlite-mobilenet-v2.json' with { type: 'json' };
import yolov8n from '../models/yolov8n.json' with { type: 'json' };
import yoloxNano from '../models/yolox-nano.json' with { type: 'json' };
import { ModelError } from './detector-errors.ts';
import { parseModelManifest, type ModelManifest } from './model-manifest.ts';

/** The models this project knows, the default first. */
export const CATALOGUE: readonly ModelManifest[] = [yolov8n, yoloxNano, picodetS, ssdliteMobilenetV2].map((manifest) =>
  parseModelManifest(manifest, manifest.id),
);

/** The manifest with this id. Throws ModelError naming those there are. */
export function findManifest(id: string): ModelManifest {
  const found = CATALOGUE.find((manifest) => manifest.id === id);
  if (found) return found;
  throw new ModelError(
    `no model is called ${id}: known are ${CATALOGUE.map(({ id }) => id).join(', ')}, or the path of a manifest (.json)`,
  );
}
