/** The pieces a watched picture is made of, in the order in which they lie on each other. */
export interface WatchParts {
  readonly image: HTMLImageElement;
  readonly video: HTMLVideoElement;
  readonly canvas: HTMLCanvasElement;
  readonly word: HTMLElement;
  readonly clock: HTMLElement;
}

/** Puts them into their element. */
export function makeWatchParts(into: HTMLElement): WatchParts {
  const image = document.createElement('img');
  image.className = 'watch-still';
  image.alt = '';
  const video = document.createElement('video');
  video.className = 'watch-video';
  video.muted = true;
  video.playsInline = true;
  video.disablePictureInPicture = true;
  video.setAttribute('aria-hidden', 'true');
  const canvas = document.createElement('canvas');
  canvas.className = 'watch-overlay';
  canvas.setAttribute('aria-hidden', 'true');
  const word = document.createElement('span');
  word.className = 'watch-word';
  const clock = document.createElement('span');
  clock.className = 'watch-clock';
  // Beside other things the picture's own form decides how high it is.
  const shape = (width: number, height: number) => {
    if (width > 0 && height > 0) into.style.setProperty('--picture', `${width} / ${height}`);
  };
  video.addEventListener('resize', () => shape(video.videoWidth, video.videoHeight));
  image.addEventListener('load', () => shape(image.naturalWidth, image.naturalHeight));
  into.replaceChildren(image, video, canvas, word, clock);
  return { image, video, canvas, word, clock };
}
