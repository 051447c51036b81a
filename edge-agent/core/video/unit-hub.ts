import type { AccessUnit, AccessUnitListener } from './access-unit.ts';

/** Hands one camera's pictures to all who want them, and lets everybody begin with a keyframe. */
export type UnitHub = {
  readonly push: (unit: AccessUnit) => void;
  /**
   * The newcomer gets all pictures since the last keyframe at once, within this call, then each as it comes.
   * After a gap in the stream it gets the next keyframe first. A listener must not throw and keeps nothing waiting.
   * @returns ends it
   */
  readonly subscribe: (listener: AccessUnitListener) => () => void;
  /** The pictures since the last keyframe, oldest first; empty while there is none, or when they became too many. */
  readonly sinceKeyframe: () => readonly AccessUnit[];
  /** The stream ended: what was kept is not for those who come later. */
  readonly clear: () => void;
};

/** How much is kept; beyond it newcomers wait for the next keyframe. */
export type HubBounds = { readonly mostUnits: number; readonly mostBytes: number };

/** @param onFailure what a listener threw; the others got the picture all the same */
export function createUnitHub(bounds: HubBounds, onFailure: (error: unknown) => void): UnitHub {
  const listeners = new Set<{ readonly tell: AccessUnitListener; needsKey: boolean }>();
  let kept: AccessUnit[] = [];
  let bytes = 0;

  const keep = (unit: AccessUnit): void => {
    if (unit.isKey) {
      kept = [];
      bytes = 0;
    } else if (kept.length === 0) return;
    kept.push(unit);
    bytes += unitBytes(unit);
    if (kept.length > bounds.mostUnits || bytes > bounds.mostBytes) kept = [];
  };
  const give = (listener: { readonly tell: AccessUnitListener; needsKey: boolean }, unit: AccessUnit): void => {
    if (listener.needsKey && !unit.isKey) return;
    listener.needsKey = false;
    try {
      listener.tell(unit);
    } catch (error) {
      onFailure(error);
    }
  };

  return {
    push(unit) {
      keep(unit);
      for (const listener of listeners) give(listener, unit);
    },
    subscribe(tell) {
      const listener = { tell, needsKey: true };
      for (const unit of kept) give(listener, unit);
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    sinceKeyframe: () => kept,
    clear() {
      kept = [];
      for (const listener of listeners) listener.needsKey = true;
    },
  };
}

/** Size of a coded picture. */
export function unitBytes({ nals }: AccessUnit): number {
  return nals.reduce((sum, nal) => sum + nal.length, 0);
}
