/** The base URL that reaches a server listening on this address, without a trailing slash. */
export function addressUrl(host: string, port: number): string {
  // A wildcard is no address to connect to.
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

/**
 * Reads what is before the addresses of pictures, in JSON and in the header `Location`, which holds no other
 * characters. The text is not repeated: somebody may have put a password into it.
 */
export function parsePublicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === 'https:' || url?.protocol === 'http:';
  const isPlain = url?.username === '' && url.password === '' && /^[!-~]+$/.test(text);
  if (isHttp && isPlain && !/[?#]/.test(text)) return text;
  throw new TypeError(
    'not a URL such as https://cats.example, in ASCII and without a password or a query',
  );
}
