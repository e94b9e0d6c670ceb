/**
 * Reads the base of a service that speaks as AWS does. The text is not repeated: somebody may have put a
 * credential into it.
 */
export function parseEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (url && isHttp && url.username === '' && url.password === '') return text;
  throw new TypeError('not a URL such as https://s3.example.com, and without a password in it');
}
