/** A release that was deployed starts, and cannot stay. Its message is ours: it is told in the log. */
export class ReleaseUnfit extends Error {
  override readonly name = 'ReleaseUnfit';
}
