import { TAKEN_FROM_HEADER } from '../../contracts/taken-from.ts';

/** Fetches a camera's stills one after the other and shows them. */
export interface StillLoop {
  /** How often; null: not at all. */
  readonly every: (ms: number | null) => void;
  readonly stop: () => void;
}

const MOST_PATIENCE_MS = 12_000;

/**
 * @param onShown a still is on screen; with when it was taken, epoch ms, if its agent said so
 * @param onFailed the gateway's status, or 0 when it could not be reached
 */
export function createStillLoop(
  image: HTMLImageElement,
  cameraId: string,
  onShown: (takenMs: number | null) => void,
  onFailed: (status: number) => void,
): StillLoop {
  let everyMs: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let address = '';
  let busy = false;

  const show = async (blob: Blob): Promise<void> => {
    const next = URL.createObjectURL(blob);
    const before = address;
    address = next;
    image.src = next;
    await image.decode().catch(() => undefined);
    if (before) URL.revokeObjectURL(before);
  };
  const fetchOne = async (): Promise<void> => {
    try {
      const signal = AbortSignal.timeout(MOST_PATIENCE_MS);
      const answer = await fetch(`/api/cameras/${encodeURIComponent(cameraId)}/still`, { signal });
      if (!answer.ok) return onFailed(answer.status);
      const blob = await answer.blob();
      if (everyMs === null) return;
      await show(blob);
      const taken = Number(answer.headers.get(TAKEN_FROM_HEADER) ?? Number.NaN);
      onShown(taken > 0 ? taken : null);
    } catch {
      onFailed(0);
    }
  };
  const run = (): void => {
    if (busy || everyMs === null) return;
    busy = true;
    void fetchOne().finally(() => {
      busy = false;
      if (everyMs !== null) timer = setTimeout(run, everyMs);
    });
  };
  return {
    every(ms) {
      if (ms === everyMs) return;
      everyMs = ms;
      clearTimeout(timer);
      run();
    },
    stop() {
      everyMs = null;
      clearTimeout(timer);
      if (address) URL.revokeObjectURL(address);
      address = '';
    },
  };
}
