import { pictureOutput, type StreamArguments } from '../stream-arguments.ts';
import { samplerExpression } from './sampler.ts';

/**
 * Options by which ffmpeg (5.1 or later) decodes coded pictures from its standard input (see `matroskaHead`) and writes those wanted to its
 * standard output, as `streamArguments` does. Nothing is looked at before decoding begins: which codec it is stands in the head.
 * Blocks are not smoothed: that is a sixth of the work, and neither the detector nor the motion gate sees a difference (docs/adr/0072).
 * @param sampleFps of the pictures it gets so many a second are given out, by their own times
 */
export function decoderArguments(sampleFps: number, maxWidth: number): StreamArguments {
  const quickly = '-fpsprobesize 0 -probesize 32 -analyzeduration 0 -skip_loop_filter all -f matroska';
  return {
    input: `-hide_banner -nostdin -loglevel warning -threads 1 ${quickly}`.split(' '),
    output: pictureOutput(samplerExpression(sampleFps), maxWidth),
    recording: undefined,
  };
}
