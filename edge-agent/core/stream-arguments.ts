/** How one camera's stream is to be read. */
export type StreamPlan = {
  /** Pictures per second wanted, 0.2–25. */
  readonly sampleFps: number;
  /** Pictures are scaled down to at most this width; smaller ones stay as they are. */
  readonly maxWidth: number;
  /** Folder of this camera's recordings; undefined: nothing is recorded. */
  readonly recordInto: string | undefined;
};

/** Options for one ffmpeg run: before the stream's address, for the pictures, and for the recording if there is one. */
export type StreamArguments = {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly recording: { readonly options: readonly string[]; readonly target: string } | undefined;
};

/** Recordings are cut at the first keyframe after so many seconds. */
export const SEGMENT_S = 4;

/**
 * Options by which ffmpeg (5.1 or later) reads an RTSP stream and writes sampled pictures to its standard output as yuv4mpeg,
 * planar 4:2:0 in full range with JPEG's colour matrix, and before each picture one line to standard error
 * (see {@link parsePictureNotice}) with the time its first packet arrived. The recording is a copy of the stream, not encoded again:
 * MPEG-TS files named by the second in which they begin.
 */
export function streamArguments({ sampleFps, maxWidth, recordInto }: StreamPlan): StreamArguments {
  return {
    input: [
      // Looking at the stream for seconds before the first picture is for files with unknown contents.
      ...words('-hide_banner -nostdin -loglevel warning -threads 1 -fpsprobesize 0 -analyzeduration 500000'),
      ...words('-rtsp_transport tcp -use_wallclock_as_timestamps 1 -fflags nobuffer'),
    ],
    // Nine tenths of the interval: arrival times jitter, and a threshold of exactly one would miss every other picture.
    output: pictureOutput(`gte(t-prev_selected_t\\,${(0.9 / sampleFps).toFixed(4)})`, maxWidth),
    recording: recordInto === undefined ? undefined : { options: RECORDING, target: `${recordInto}/%s.ts` },
  };
}

/** Options for the pictures that ffmpeg gives out. @param wanted the `select` filter's expression for all but the first picture */
export function pictureOutput(wanted: string, maxWidth: number): string[] {
  const filters = [
    // The fps filter would hold each picture back until the next has come, and repeat old ones after a gap.
    `select=isnan(prev_selected_t)+${wanted}`,
    `scale=w=trunc(min(${maxWidth}\\,iw)/2)*2:h=-2:flags=fast_bilinear:out_range=full:out_color_matrix=bt601`,
    'format=yuv420p',
    'settb=1/1000',
    'metadata=mode=add:key=cw:value=1',
    'metadata=mode=print:file=pipe\\\\:2:direct=1',
  ];
  return [
    ...words('-map 0:v:0 -an -copyts -fps_mode passthrough -enc_time_base 1:1000 -threads 1'),
    '-vf',
    filters.join(','),
    ...words('-f yuv4mpegpipe'),
  ];
}

// Cut by the clock: the segment muxer takes our timestamps (since 1970) for a film that began then.
const RECORDING = words(
  `-map 0:v:0 -an -c copy -copyts -f segment -segment_time ${SEGMENT_S} -segment_atclocktime 1 -segment_format mpegts -strftime 1`,
);

function words(text: string): string[] {
  return text.split(' ');
}

/** What ffmpeg says of a picture before it writes it: its arrival time (epoch ms), and its number since the filters were set up. */
export type PictureNotice = { readonly takenMs: number; readonly number: number };

/**
 * Reads what ffmpeg prints before each picture; undefined for any other line, null for the second line that belongs to it.
 * Numbers begin at 0 again when the stream's picture size has changed: ffmpeg sets its filters up anew, and from then on squeezes
 * pictures into the first size.
 */
export function parsePictureNotice(line: string): PictureNotice | null | undefined {
  if (line === 'cw=1') return null;
  const match = /^frame:(\d{1,15}) +pts:(\d{1,16}) +pts_time:/.exec(line);
  return match === null ? undefined : { number: Number(match[1]), takenMs: Number(match[2]) };
}
