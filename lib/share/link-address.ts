/** Where the asker reached this server; its own idea of its address may be another one. `requireUser` has checked the host. */
export function linkOrigin(request: Request): string {
  const { protocol, host } = new URL(request.url);
  return `${protocol}//${request.headers.get("host") ?? host}`;
}
