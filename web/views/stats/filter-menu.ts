import { html, type TemplateResult } from 'lit-html';
import { icon, type IconName } from '../icon.ts';

/** A menu is at least that high, where the window is lower than that it is scrolled with the page. */
const LEAST_PX = 200;

/** A choice that unfolds: what is chosen is always readable. */
export interface FilterMenu {
  readonly id: string;
  readonly look: IconName;
  readonly label: string;
  readonly chosen: string;
  /** Something else than the usual is chosen. */
  readonly on?: boolean;
  readonly body: TemplateResult;
}

/** A button that unfolds a choice; Escape folds it and gives the focus back. */
export function filterMenu({ id, look, label, chosen, on = false, body }: FilterMenu): TemplateResult {
  return html`<details
    class="menu filter"
    id=${`filter-${id}`}
    ?data-on=${on}
    @keydown=${foldByEscape}
    @toggle=${keepInSight}
  >
    <summary class="button" aria-label="${label}: ${chosen}">
      ${icon(look)}<span class="filter-label" aria-hidden="true">${label}</span>
      <span class="filter-chosen">${chosen}</span>
    </summary>
    <div class="menu-body filter-body">${body}</div>
  </details>`;
}

/** Folds the menu an element is in; for choices that are done with one click. */
export function fold(event: Event): void {
  const menu = event.target instanceof Element ? event.target.closest('details') : null;
  if (!menu) return;
  menu.open = false;
  menu.querySelector<HTMLElement>('summary')?.focus();
}

/** Escape folds a menu and gives the focus back to its button. */
export function foldByEscape(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || !(event.currentTarget instanceof HTMLDetailsElement) || !event.currentTarget.open)
    return;
  event.stopPropagation();
  event.currentTarget.open = false;
  event.currentTarget.querySelector<HTMLElement>('summary')?.focus();
}

/** A menu that would leave the page at its side is moved back into it, and one that would leave it below is scrolled. */
export function keepInSight(event: Event): void {
  const menu = event.currentTarget;
  if (!(menu instanceof HTMLDetailsElement) || !menu.open) return;
  for (const other of document.querySelectorAll<HTMLDetailsElement>('details.filter[open]'))
    if (other !== menu) other.open = false;
  const page = menu.closest('.page')?.getBoundingClientRect();
  const body = menu.querySelector<HTMLElement>('.filter-body');
  if (!page || !body) return;
  body.style.translate = '';
  const { left, right, top } = body.getBoundingClientRect();
  body.style.maxHeight = `${Math.max(LEAST_PX, window.innerHeight - top - 8)}px`;
  const back = Math.max(Math.min(0, page.right - 8 - right), page.left + 8 - left);
  if (back < 0) body.style.translate = `${back}px 0`;
}
