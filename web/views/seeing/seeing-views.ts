import '../../live/watched-camera.ts';
import type { TemplateResult } from 'lit-html';
import type { Alert } from '../../../contracts/alerts.ts';
import type { Camera } from '../../../contracts/api.ts';
import type { Frame } from '../frame.ts';
import { clipView } from './clip-view.ts';
import { liveView } from './live-view.ts';
import { wallPage } from './wall-page.ts';

/** Views of live video and clips: loaded when the first of them is needed. */
export interface SeeingViews {
  readonly liveView: (camera: Camera, frame: Frame) => TemplateResult;
  readonly clipView: (alert: Alert, frame: Frame) => TemplateResult;
  readonly wallPage: (frame: Frame) => TemplateResult;
}

export const seeingViews: SeeingViews = { liveView: (camera, frame) => liveView(camera, frame), clipView, wallPage };
