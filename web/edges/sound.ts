import type { Severity } from '../../contracts/rules.ts';

/** Notes of each alarm: [Hz, start s, length s]. The graver, the more and the higher; told apart without looking. */
const TUNES: Readonly<Record<Severity, readonly (readonly [number, number, number])[]>> = {
  critical: [
    [988, 0, 0.14],
    [740, 0.17, 0.14],
    [988, 0.34, 0.14],
    [740, 0.51, 0.14],
    [988, 0.68, 0.22],
  ],
  warning: [
    [659, 0, 0.16],
    [784, 0.2, 0.24],
  ],
  info: [[523, 0, 0.18]],
};

/** Alarm sounds made by the browser itself: no files, nothing to load. */
export interface Sound {
  readonly play: (severity: Severity) => void;
  /** Whether the browser wants a click first. */
  readonly blocked: () => boolean;
  /** Call from a click or key press. */
  readonly allow: () => Promise<void>;
}

/** Far below hearing, yet not silence. */
const UNHEARD = 1e-4;

/** Fills the gaps of a tune: to a browser each silence is an end, and it announces each beginning to the desktop anew. */
function carry(context: AudioContext, seconds: number): void {
  const floor = new ConstantSourceNode(context, { offset: UNHEARD });
  floor.connect(context.destination);
  floor.start();
  floor.stop(context.currentTime + seconds);
}

/** Opens the sound output; `onBlocked` tells when the browser changes its mind about letting the page sound. */
export function openSound(onBlocked: (blocked: boolean) => void): Sound {
  const context = new AudioContext();
  const blocked = () => context.state !== 'running';
  context.addEventListener('statechange', () => onBlocked(blocked()));
  return {
    blocked,
    allow: async () => {
      await context.resume();
      onBlocked(blocked());
    },
    play: (severity) => {
      if (blocked()) return;
      carry(context, Math.max(...TUNES[severity].map(([, start, length]) => start + length)));
      for (const [hz, start, length] of TUNES[severity]) {
        const at = context.currentTime + start;
        const tone = context.createOscillator();
        const volume = context.createGain();
        tone.type = severity === 'critical' ? 'square' : 'sine';
        tone.frequency.value = hz;
        const loud = severity === 'critical' ? 0.12 : 0.2;
        volume.gain.setValueAtTime(0, at);
        volume.gain.linearRampToValueAtTime(loud, at + 0.015);
        volume.gain.setValueAtTime(loud, at + length - 0.04);
        volume.gain.linearRampToValueAtTime(0, at + length);
        tone.connect(volume).connect(context.destination);
        tone.start(at);
        tone.stop(at + length);
      }
    },
  };
}
