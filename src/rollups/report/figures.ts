/** What stands for a value that is missing. It is never 0. */
export const missing = '—';

/** `2,258,600`. */
export function count(value: number | null): string {
  if (value === null) return missing;
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A share 0–1 as per cent without the sign; never `0` for a few and never `100` for almost all. */
export function percent(share: number | null): string {
  if (share === null) return missing;
  const value = share * 100;
  if (value === 0 || value === 100) return String(value);
  if (value < 0.01) return '<0.01';
  if (value > 99.9) return '>99.9';
  return value.toFixed(value < 10 ? 2 : 1);
}

/** Milliseconds: three digits are more than `±5 %` allows. */
export function ms(value: number | null | undefined): string {
  if (value === null || value === undefined) return missing;
  if (value >= 9.95) return count(value);
  return value.toFixed(value < 0.995 ? 2 : 1);
}

/** Queries a request, requests a second: `0.31`, `1.02`, `<0.01`, `26.1`. */
export function rate(value: number | null): string {
  if (value === null) return missing;
  if (value !== 0 && value < 0.01) return '<0.01';
  if (value >= 100) return count(value);
  return value.toFixed(value >= 10 ? 1 : 2);
}

/** `94.2 MB`. */
export function bytes(value: number | null): string {
  if (value === null) return missing;
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = value;
  while (size >= 999.95 && units.length > 1) {
    size /= 1000;
    units.shift();
  }
  return `${units[0] === 'B' ? count(size) : size.toFixed(1)} ${units[0]}`;
}

/** `1 file`, `72 files`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}
