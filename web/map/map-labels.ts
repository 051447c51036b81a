import { figureOf } from '../core/map/past-counts.ts';
import type { State } from '../core/state.ts';
import type { Format } from '../core/text/format.ts';
import type { MapLabels } from './device-layer.ts';

/** What is written under devices: what sensors read now, or what cameras counted at the moment looked back to. */
export function mapLabels(look: () => { readonly state: State; readonly f: Format }): MapLabels {
  const counted = (cameraId: string): number | null => {
    const { past, view } = look().state;
    return past.is === 'ready' && view.replayAt !== null ? figureOf(past.value, cameraId, view.replayAt) : null;
  };
  const isPast = () => look().state.view.replayAt !== null;
  return {
    always: isPast,
    dot({ kind, id, value, unit }) {
      const { f } = look();
      if (kind === 'camera') {
        const count = counted(id);
        return count === null ? null : f.number(count);
      }
      // What it reads now was not so then.
      if (isPast()) return null;
      return value === null ? '—' : `${f.number(value, 2)} ${unit}`;
    },
    cluster({ members }) {
      if (!isPast()) return null;
      const counts = members.flatMap((key) => (key.startsWith('camera:') ? (counted(key.slice(7)) ?? []) : []));
      return counts.length === 0 ? null : look().f.number(counts.reduce((sum, one) => sum + one, 0));
    },
  };
}
