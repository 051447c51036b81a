/** What somebody wrote or chose in a field of a form; empty when the field is missing or holds a file. */
export function formText(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value : '';
}

/** The form a submit event came from; stops the browser from sending it itself. */
export function submitted(event: SubmitEvent): HTMLFormElement {
  event.preventDefault();
  return event.currentTarget as HTMLFormElement;
}
