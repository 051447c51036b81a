import type { Dictionary } from '../dictionary.ts';

export const coverage: Dictionary['coverage'] = {
  byCamera: 'By camera, least seen first',
  camera: 'Camera',
  expected: 'Expected',
  received: 'Received',
  looked: 'Looked at',
  quiet: 'Quiet',
  dropped: 'Dropped, and why',
  ofPicture: (percent) => `(${percent} % of the picture)`,
};
