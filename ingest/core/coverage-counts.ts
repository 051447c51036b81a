/** What ingest counted for one camera and minute since it was last taken. */
export interface CoverageDelta {
  readonly cameraId: string;
  /** Start of the minute, epoch milliseconds. */
  readonly minute: number;
  readonly areaId: string | null;
  readonly received: number;
  readonly looked: number;
  /** By reason. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** Counts what becomes of frames, per camera and minute of arrival. */
export interface CoverageCounts {
  readonly received: (camera: { readonly id: string; readonly areaId: string | null }, atMs: number) => void;
  readonly looked: (camera: { readonly id: string; readonly areaId: string | null }, atMs: number) => void;
  readonly dropped: (
    camera: { readonly id: string; readonly areaId: string | null },
    atMs: number,
    reason: string,
  ) => void;
  /** Hands over everything counted so far and begins anew. */
  readonly take: () => readonly CoverageDelta[];
  /** Frames not counted since the start because too many camera minutes were held: the store is away for too long. */
  readonly lost: () => number;
}

/** Camera minutes held at most: a hundred cameras for sixteen hours. */
const MOST_CELLS = 100_000;

interface Cell {
  cameraId: string;
  minute: number;
  areaId: string | null;
  received: number;
  looked: number;
  dropped: Record<string, number>;
}

/** Makes counts at zero. */
export function createCoverageCounts(): CoverageCounts {
  let cells = new Map<string, Cell>();
  let lost = 0;

  function cellOf(camera: { readonly id: string; readonly areaId: string | null }, atMs: number): Cell {
    const minute = atMs - (atMs % 60_000);
    const key = `${camera.id}/${minute}`;
    let cell = cells.get(key);
    if (!cell) {
      cell = { cameraId: camera.id, minute, areaId: camera.areaId, received: 0, looked: 0, dropped: {} };
      if (cells.size < MOST_CELLS) cells.set(key, cell);
      else lost++;
    }
    return cell;
  }

  return {
    received: (camera, atMs) => void cellOf(camera, atMs).received++,
    looked: (camera, atMs) => void cellOf(camera, atMs).looked++,
    dropped(camera, atMs, reason) {
      const { dropped } = cellOf(camera, atMs);
      dropped[reason] = (dropped[reason] ?? 0) + 1;
    },
    take() {
      const taken = [...cells.values()];
      cells = new Map();
      return taken;
    },
    lost: () => lost,
  };
}
