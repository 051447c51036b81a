import { failureText } from '../../core/text/dictionary.ts';
import { fieldFaultText } from '../../core/text/field-fault-text.ts';
import type { RequestFailed } from '../../edges/http.ts';
import type { Frame } from '../frame.ts';

/** Says in a form why the gateway did not take it, or nothing any more when it did. */
export function sayInForm(form: HTMLFormElement, failed: RequestFailed | null, { t }: Frame): void {
  const said = form.querySelector('.field-fault');
  if (!said) return;
  said.textContent =
    failed === null
      ? ''
      : [failureText(t, failed.code), ...failed.fields.map((one) => `${one.path}: ${fieldFaultText(t, one)}`)].join(
          ' ',
        );
}
