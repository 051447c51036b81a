import { describe, expect, it } from 'vitest';
import { asSeenFromAbove } from '../../../../ingest/core/tracking/seen-from-above.ts';

describe('a camera that looks straight down', () => {
  it('takes large phones for cars, leaves small ones and everything else', () => {
    const phone = { className: 'cell phone', score: 0.5, box: { x: 0.1, y: 0.1, w: 0.2, h: 0.3 } };
    const speck = { ...phone, box: { x: 0.1, y: 0.1, w: 0.02, h: 0.03 } };
    const person = { ...phone, className: 'person' };
    expect(asSeenFromAbove([phone, speck, person]).map(({ className }) => className)).toEqual([
      'car',
      'cell phone',
      'person',
    ]);
  });
});
