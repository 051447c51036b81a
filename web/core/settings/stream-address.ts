/** A stream's address with name and password of the camera's account; without a name as it is. */
export function withLogin(address: string, username: string, password: string): string {
  if (!URL.canParse(address) || username === '') return address;
  const url = new URL(address);
  url.username = encodeURIComponent(username);
  url.password = encodeURIComponent(password);
  return url.href;
}

/** The same without any; what is no address stays as it is. */
export function withoutLogin(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  url.username = '';
  url.password = '';
  return url.href;
}
