import type { Actions } from '../actions.ts';
import type { Event } from '../core/event.ts';
import type { State } from '../core/state.ts';
import type { Dictionary } from '../core/text/dictionary.ts';
import type { Format } from '../core/text/format.ts';
import type { SeeingViews } from './seeing/seeing-views.ts';

/** What every view is given: the state, the language, and the two ways to make something happen. */
export interface Frame {
  readonly state: State;
  readonly t: Dictionary;
  readonly f: Format;
  readonly dispatch: (event: Event) => void;
  readonly act: Actions;
  /** Now by the server's clock, ms; `state.now` is the second that was drawn. */
  readonly now: () => number;
  /** Live video and clips, once they are loaded. */
  readonly seeing: SeeingViews | null;
}
