import { nothing, type TemplateResult } from 'lit-html';
import { AsyncDirective, directive, type ChildPart } from 'lit-html/async-directive.js';

type Draw = (width: number) => TemplateResult;

class Sized extends AsyncDirective {
  #draw: Draw | null = null;
  #width = 0;
  #box: HTMLElement | null = null;
  readonly #observer = new ResizeObserver(() => this.#measure());

  override render(_draw: Draw): unknown {
    return nothing;
  }

  override update(part: ChildPart, [draw]: [Draw]): unknown {
    this.#draw = draw;
    if (this.#box === null) {
      // The element is in the page only after this rendering.
      queueMicrotask(() => {
        if (this.#box !== null || !this.isConnected || !(part.parentNode instanceof HTMLElement)) return;
        this.#box = part.parentNode;
        this.#observer.observe(this.#box);
        this.#measure();
      });
    }
    return this.#width > 0 ? draw(this.#width) : nothing;
  }

  protected override disconnected(): void {
    this.#observer.disconnect();
    this.#box = null;
  }

  #measure(): void {
    const width = Math.floor(this.#box?.clientWidth ?? 0);
    if (width <= 0 || width === this.#width || !this.#draw) return;
    this.#width = width;
    this.setValue(this.#draw(width));
  }
}

/** Draws into an element by its width in px, and anew when that changes, so that text in drawings keeps its size. */
export const sized = directive(Sized);
