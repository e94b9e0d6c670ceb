const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether a URL leads to the machine that asks, by its host alone. */
export function isThisMachine(url: string): boolean {
  return loopback.test(new URL(url).hostname);
}
