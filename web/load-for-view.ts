import type { Actions } from './actions.ts';
import { pastWanted } from './core/map/past-counts.ts';
import { mayRespond } from './core/rights.ts';
import type { State } from './core/state.ts';

/** Loads what the view needs and the state does not have. `before`: the state it was, null at the beginning. */
export function loadForView(state: State, before: State | null, act: Actions): void {
  if (state.session.is !== 'signed-in') return;
  const { view } = state;
  const { selection } = view;
  if (selection?.kind === 'alert' && !state.steps.has(selection.id)) void act.loadSteps(selection.id);
  if (selection?.kind === 'sensor' && !state.series.has(selection.id)) void act.loadSeries(selection.id);
  if (view.page === 'system' && before?.view.page !== 'system') void act.loadSystem();
  if (view.replayAt !== null && view.replayAt !== before?.view.replayAt && pastWanted(state.past, state.now))
    void act.loadPast();
  if (view.page === 'settings') {
    loadForSettings(view.path[0], before?.view.path[0], act);
    if (view.path[0] === 'audit' && before?.view.path[0] === 'audit' && view.audit !== before.view.audit)
      void act.loadAudit();
  }
}

function loadForSettings(section: string | undefined, before: string | undefined, act: Actions): void {
  if (section === before) return;
  switch (section ?? '') {
    case 'accounts':
    case 'units':
      return void act.loadAccounts();
    case 'areas':
      return void act.loadAreas();
    case 'sensors':
      return void act.loadUnknown();
    case 'planning':
      return void act.loadPlanning();
    case 'city':
      return void act.loadCityWide();
    case 'retention':
      return void act.loadRetention();
    case 'audit':
      // Whoever filters by person is offered the accounts.
      return void Promise.all([act.loadAudit(), act.loadAccounts()]);
    default:
  }
}

/** Loads what a dialog that was just opened needs. */
export function loadForDialog({ dialog, session }: State, act: Actions): void {
  if (dialog?.kind === 'dispatch') void act.loadAssignees();
  if (dialog?.kind === 'handover' && mayRespond(session)) void act.loadHandover();
}
