/** The base URL that reaches a server listening on this address, without a trailing slash. */
export function addressUrl(host: string, port: number): string {
  // A wildcard is no address to connect to.
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
