import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createPictureTimes } from '../../../edge-agent/core/picture-times.ts';

describe('pictures and what was said about them', () => {
  it('belong together by number, whichever comes first, and never drift apart', () => {
    // true: the next notice comes; false: the next picture comes.
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 300 }), (order) => {
        const times = createPictureTimes();
        let [said, shown] = [0, 0];
        for (const notice of order) {
          if (notice) {
            times.note({ number: said, takenMs: 1000 + said });
            said++;
          } else {
            const overtaken = shown >= said || said - shown > 200;
            expect(times.next()).toBe(overtaken ? undefined : 1000 + shown);
            shown++;
          }
        }
      }),
    );
  });
});
