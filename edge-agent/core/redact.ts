/** A stream address fit for logs: without user and password, and without its query (some cameras take the password there). */
export function redactUrl(url: string): string {
  return url.replace(/^([a-z]+:\/\/)[^/?#]*@/i, '$1***@').replace(/\?.*$/, '?***');
}

/** Any text (a line that ffmpeg printed) with every address in it redacted. */
export function redactText(text: string): string {
  return text.replace(/[a-z]{2,6}:\/\/[^\s'"]+/gi, (url) => redactUrl(url));
}
