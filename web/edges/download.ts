/** Lets the browser fetch a file of the gateway and keep it, without leaving the page or holding the file in its memory. */
export function download(path: string): void {
  const link = document.createElement('a');
  link.href = path;
  link.download = '';
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
}
