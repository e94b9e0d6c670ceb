// Athena's pricing page: bytes scanned, rounded up to a megabyte, at least ten a query. Decimal
// units, as its least cut-off (10,000,000 bytes is "10 MB") has them.
const megabyte = 1e6;
const leastMegabytes = 10;
const megabytesInTerabyte = 1e6;

/** What a query costs in US dollars by the rate given; DDL is free and not for this. */
export function priceOf(scannedBytes: number, usdPerTb: number): number {
  const megabytes = Math.max(leastMegabytes, Math.ceil(scannedBytes / megabyte));
  return (megabytes * usdPerTb) / megabytesInTerabyte;
}

/** `1.2 GB`, decimal, as the price counts. */
export function sizeText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let at = 0;
  while (value >= 1000 && at < units.length - 1) {
    value /= 1000;
    at += 1;
  }
  return `${at === 0 ? value : Number(value.toPrecision(3))} ${units[at]}`;
}

/** `12.3 MB read, ≈ $0.00006`. */
export function costText(scannedBytes: number, usdPerTb: number): string {
  const usd = priceOf(scannedBytes, usdPerTb);
  return `${sizeText(scannedBytes)} read, ≈ $${usd.toFixed(usd < 0.01 ? 5 : 2)}`;
}
