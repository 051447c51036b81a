import type { SeeingEvent } from './event.ts';
import type { Seeing, State } from './state.ts';

/** What events about looking at cameras do to the state. */
export function reduceSeeing(state: State, event: SeeingEvent): State {
  switch (event.type) {
    case 'wall-changed': {
      const { enlarged } = state.seeing;
      const gone = enlarged !== null && !event.wall.cameras.includes(enlarged);
      return { ...(gone ? see(state, { enlarged: null }) : state), view: { ...state.view, wall: event.wall } };
    }
    case 'tile-enlarged':
      return state.seeing.enlarged === event.cameraId ? state : see(state, { enlarged: event.cameraId });
    case 'overlay-toggled':
      return see(state, { overlay: !state.seeing.overlay });
    case 'evidence-chosen':
      return see(state, { evidence: { alertId: event.alertId, tab: event.tab } });
    case 'cameras-found':
      return see(state, { find: event.text });
  }
}

const see = (state: State, change: Partial<Seeing>): State => ({ ...state, seeing: { ...state.seeing, ...change } });
