/** The page's address behind the `#`, and the browser's Back. */
export interface Address {
  readonly read: () => string;
  /** `isStep`: Back leads to where one was before; else this takes the place of where one is. */
  readonly write: (fragment: string, isStep: boolean) => void;
}

/** Opens the address of this window; `onMoved` when somebody goes elsewhere by a link, by Back or by writing it. */
export function openAddress(onMoved: (fragment: string) => void): Address {
  let known = location.hash;
  let arriving = false;
  window.addEventListener('hashchange', () => {
    known = location.hash;
    arriving = true;
    onMoved(known);
    arriving = false;
  });
  return {
    read: () => location.hash,
    write: (fragment, isStep) => {
      // Somebody has gone elsewhere already and `hashchange` is on its way: what was before does not win over them.
      if (location.hash !== known || fragment === known) return;
      if (isStep && !arriving) history.pushState(null, '', fragment);
      else history.replaceState(null, '', fragment);
      known = location.hash;
    },
  };
}
