/** Whether a text is formed like the id of an upload: no other is worth a query. */
export function isUploadId(text: string): boolean {
  return /^[\w-]{9}$/.test(text);
}
