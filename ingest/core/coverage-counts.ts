/** What ingest counted for one camera and minute since it was last taken. */
export interface CoverageDelta {
  readonly cameraId: string;
  /** Start of the minute, epoch milliseconds. */
  readonly minute: number;
  readonly areaId: string | null;
  readonly received: number;
  readonly looked: number;
  /** Of those, whose regions only were taken. */
  readonly lookedParts: number;
  /** How much of them was taken: a whole picture is 1. */
  readonly lookedArea: number;
  /** By reason. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** Counts what becomes of frames, per camera and minute of arrival. */
export interface CoverageCounts {
  readonly received: (camera: { readonly id: string; readonly areaId: string | null }, atMs: number) => void;
  /** @param share how much of the picture was taken, 0..1; undefined: it was taken as a whole */
  readonly looked: (
    camera: { readonly id: string; readonly areaId: string | null },
    atMs: number,
    share: number | undefined,
  ) => void;
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
  lookedParts: number;
  lookedArea: number;
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
      const { id: cameraId, areaId } = camera;
      cell = { cameraId, minute, areaId, received: 0, looked: 0, lookedParts: 0, lookedArea: 0, dropped: {} };
      if (cells.size < MOST_CELLS) cells.set(key, cell);
      else lost++;
    }
    return cell;
  }

  return {
    received: (camera, atMs) => void cellOf(camera, atMs).received++,
    looked(camera, atMs, share) {
      const cell = cellOf(camera, atMs);
      cell.looked++;
      cell.lookedArea += share ?? 1;
      if (share !== undefined) cell.lookedParts++;
    },
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
